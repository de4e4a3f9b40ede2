using Audit.Testing.Postgres;
using ReferenceHost.Tests.Hosting;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
// A process has one embedded engine, and so one host that uses it.
[assembly: AssemblyFixture(typeof(HostFixture))]
