using Audit.EndToEnd.Tests.Walkthrough;
using Audit.Testing.EmbeddedEngine;
using Audit.Testing.Postgres;

[assembly: AssemblyFixture(typeof(WalkthroughFixture))]
[assembly: AssemblyFixture(typeof(EmbeddedEngineFixture))]
[assembly: AssemblyFixture(typeof(PostgresFixture))]
