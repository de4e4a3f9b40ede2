using Audit.Testing.EmbeddedEngine;
using Audit.Testing.Postgres;

[assembly: AssemblyFixture(typeof(EmbeddedEngineFixture))]
[assembly: AssemblyFixture(typeof(PostgresFixture))]
