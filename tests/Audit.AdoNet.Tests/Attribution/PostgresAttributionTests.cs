using System.Data.Common;
using Audit.AdoNet.Attribution;
using Audit.Testing.Postgres;
using Dapper;
using Npgsql;

namespace Audit.AdoNet.Tests.Attribution;

/// <summary>What a real PostgreSQL server is told.</summary>
public sealed class PostgresAttributionTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alice")]
    [InlineData(AttributedServices.Hostile)]
    public async Task A_trigger_sees_who_acts_behind_a_pooled_login(string actor)
    {
        await using var recorded = AttributedServices.Create(AttributionMode.SessionContext);
        await using var source = await CreateAsync("Maximum Pool Size=1");
        await using var audited = source.WithAudit(recorded.Services);
        foreach (var name in (string[])[actor, "bob"])
        {
            using var scope = AttributedServices.Act(name);
            await using var connection = await audited.OpenConnectionAsync(Token);
            await connection.ExecuteAsync("INSERT INTO items VALUES (1)");
        }

        Assert.Equal([actor.Replace("\ud800", "\ufffd", StringComparison.Ordinal), "bob"], await source.CreateConnection().QueryAsync<string>("SELECT actor FROM log ORDER BY id"));
        // The application's own commands, and nothing of ours.
        Assert.Equal(["db.insert", "db.insert"], recorded.Take().Select(static row => row.Action));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_stays_behind_in_the_pool_also_where_the_driver_resets_nothing(bool isAsync)
    {
        await using var recorded = AttributedServices.Create(AttributionMode.SessionContext);
        await using var source = await CreateAsync("Maximum Pool Size=1;No Reset On Close=true");
        await using var audited = source.WithAudit(recorded.Services);
        using (AttributedServices.Act("alice"))
        {
            var connection = await audited.OpenConnectionAsync(Token);
            await connection.ExecuteAsync("INSERT INTO items VALUES (1)");
            if (isAsync)
                await connection.DisposeAsync();
            else
                connection.Dispose();
        }

        // Someone who is not audited gets the same session.
        await using var next = await source.OpenConnectionAsync(Token);
        Assert.Equal("", await next.ExecuteScalarAsync<string>("SELECT current_setting('audit.actor', true)"));
    }

    [Fact]
    public async Task After_a_rollback_the_next_command_is_told_anew()
    {
        await using var recorded = AttributedServices.Create(AttributionMode.SessionContext);
        await using var source = await CreateAsync("");
        await using var audited = source.WithAudit(recorded.Services);
        await using var connection = await audited.OpenConnectionAsync(Token);
        using (AttributedServices.Act("alice"))
            await connection.ExecuteAsync("INSERT INTO items VALUES (1)");
        using (AttributedServices.Act("bob"))
        {
            await using (var transaction = await connection.BeginTransactionAsync(Token))
            {
                await connection.ExecuteAsync("INSERT INTO items VALUES (2)", transaction: transaction);
                await transaction.RollbackAsync(Token);
            }

            await connection.ExecuteAsync("INSERT INTO items VALUES (3)");
        }

        Assert.Equal(["alice", "bob"], await source.CreateConnection().QueryAsync<string>("SELECT actor FROM log ORDER BY id"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_trigger_sees_who_sent_a_batch(bool isAsync)
    {
        await using var recorded = AttributedServices.Create(AttributionMode.SessionContext);
        await using var source = await CreateAsync("Maximum Pool Size=1");
        await using var audited = source.WithAudit(recorded.Services);
        foreach (var name in (string[])["alice", "bob"])
        {
            using var scope = AttributedServices.Act(name);
            await using var connection = await audited.OpenConnectionAsync(Token);
            await using var transaction = await connection.BeginTransactionAsync(Token);
            await using var batch = BatchOf(connection.CreateBatch(), "INSERT INTO items VALUES (1)", "INSERT INTO items VALUES (2)");
            batch.Transaction = transaction;
            Assert.Equal(2, isAsync ? await batch.ExecuteNonQueryAsync(Token) : batch.ExecuteNonQuery());
            await transaction.CommitAsync(Token);
        }

        using (AttributedServices.Act("carol"))
        {
            await using var batch = BatchOf(audited.CreateBatch(), "INSERT INTO items VALUES (3)");
            await batch.ExecuteNonQueryAsync(Token);
        }

        Assert.Equal(["alice", "alice", "bob", "bob", "carol"], await source.CreateConnection().QueryAsync<string>("SELECT actor FROM log ORDER BY id"));
        Assert.Equal(Enumerable.Repeat("db.insert", 5), recorded.Take().Select(static row => row.Action));
    }

    [Fact]
    public async Task Each_command_of_a_batch_is_commented_anew_for_whoever_sends_it()
    {
        await using var recorded = AttributedServices.Create(AttributionMode.SqlCommenter);
        await using var source = await CreateAsync("");
        await using var audited = source.WithAudit(recorded.Services);
        const string sql = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()";
        await using var connection = await audited.OpenConnectionAsync(Token);
        await using var batch = BatchOf(connection.CreateBatch(), sql);
        foreach (var name in (string[])["alice", "bob"])
        {
            using var scope = AttributedServices.Act(name);
            Assert.Equal($"{sql} /*actor='{name}',application='shop',route='%2Fitems%2F%7Bid%7D'*/", await batch.ExecuteScalarAsync(Token));
        }

        Assert.All(recorded.Take(), static row => Assert.Equal(sql, row.Statement!.RedactedText));
    }

    [Fact]
    public async Task A_comment_shows_in_the_activity_and_changes_no_record()
    {
        await using var recorded = AttributedServices.Create(AttributionMode.SqlCommenter);
        await using var source = await CreateAsync("");
        await using var audited = source.WithAudit(recorded.Services);
        const string sql = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()";
        using var scope = AttributedServices.Act(AttributedServices.Hostile);
        await using var connection = await audited.OpenConnectionAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;

        var seen = (string?)await command.ExecuteScalarAsync(Token);
        Assert.Equal(seen, await command.ExecuteScalarAsync(Token));
        Assert.StartsWith(sql + " /*actor='o%27brien%20%2A%2F%3B%20DROP", seen, StringComparison.Ordinal);
        Assert.EndsWith(",application='shop',route='%2Fitems%2F%7Bid%7D'*/", seen, StringComparison.Ordinal);
        await using var uncommented = new RecordedPlain();
        var expected = await uncommented.FingerprintAsync(source, sql);
        Assert.All(recorded.Take(), row => Assert.Equal(expected, (row.Statement!.Fingerprint, row.Statement.RedactedText)));
    }

    private static DbBatch BatchOf(DbBatch batch, params string[] texts)
    {
        foreach (var text in texts)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = text;
            batch.BatchCommands.Add(command);
        }

        return batch;
    }

    private async Task<NpgsqlDataSource> CreateAsync(string options)
    {
        var connectionString = postgres.CreateConnectionString(options);
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using (var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres" }))
        await using (var command = server.CreateCommand($"CREATE DATABASE {database}"))
            await command.ExecuteNonQueryAsync(Token);
        var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(Token);
        await connection.ExecuteAsync("""
            CREATE TABLE items (id int);
            CREATE TABLE log (id serial, actor text);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO log (actor) VALUES (current_setting('audit.actor', true)); RETURN NEW; END $$;
            CREATE TRIGGER noted AFTER INSERT ON items FOR EACH ROW EXECUTE FUNCTION note();
            """);
        return source;
    }

    private sealed class RecordedPlain : IAsyncDisposable
    {
        private readonly Decorators.RecordedEvents _recorded = new();

        public async Task<(ulong Fingerprint, string Text)> FingerprintAsync(DbDataSource source, string sql)
        {
            await using var connection = await source.WithAudit(_recorded.Services).OpenConnectionAsync(Token);
            await connection.ExecuteScalarAsync<string>(sql);
            var statement = _recorded.TakeOne().Statement!;
            return (statement.Fingerprint, statement.RedactedText);
        }

        public ValueTask DisposeAsync() => _recorded.DisposeAsync();
    }
}
