using Audit.Testing.MariaDb;
using Audit.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
[assembly: AssemblyFixture(typeof(MariaDbFixture))]
