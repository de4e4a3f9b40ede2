using Audit.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
