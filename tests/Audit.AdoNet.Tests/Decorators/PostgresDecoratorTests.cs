using System.Data.Common;
using System.Transactions;
using Audit.Events;
using Audit.Guarding;
using Audit.Testing.Postgres;
using Dapper;
using Npgsql;

namespace Audit.AdoNet.Tests.Decorators;

public sealed class PostgresDecoratorTests(PostgresFixture postgres) : DecoratorContract
{
    protected override string System => "postgresql";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_command_of_a_batch_is_recorded_with_its_rows(bool isAsync)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var batch = connection.CreateBatch();
        foreach (var text in (string[])["INSERT INTO items VALUES (8, 'x'), (9, 'y')", "DELETE FROM items WHERE id = 3"])
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = text;
            batch.BatchCommands.Add(command);
        }

        Assert.Equal(3, isAsync ? await batch.ExecuteNonQueryAsync(Token) : batch.ExecuteNonQuery());
        Assert.Equal([("db.insert", 2L), ("db.delete", 1L)], Recorded.Take().Select(static recorded => (recorded.Action, recorded.RowsAffected)));
    }

    [Fact]
    public async Task A_batch_that_fails_is_recorded_as_failed_in_each_of_its_commands()
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var batch = connection.CreateBatch();
        foreach (var text in (string[])["DELETE FROM items WHERE id > 0", "INSERT INTO missing VALUES (1)"])
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = text;
            batch.BatchCommands.Add(command);
        }

        await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync(Token));
        Assert.All(Recorded.Take(), static recorded => Assert.Equal((Outcome.Failed, "42P01", -1L), (recorded.Outcome, recorded.ErrorCode, recorded.RowsAffected)));
        Assert.Equal(3, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM items"));
    }

    [Theory]
    [InlineData(false, "DROP TABLE items", "drops")]
    [InlineData(true, "DROP TABLE items", "drops")]
    [InlineData(false, "UPDATE items SET name = 'x' WHERE id < 3", "few-rows")]
    [InlineData(true, "UPDATE items SET name = 'x' WHERE id < 3", "few-rows")]
    public async Task A_batch_runs_as_a_whole_or_not_at_all(bool isAsync, string refused, string rule)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var batch = connection.CreateBatch();
        foreach (var text in (string[])["DELETE FROM items WHERE id = 3", refused])
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = text;
            batch.BatchCommands.Add(command);
        }

        var refusal = isAsync
            ? await Assert.ThrowsAsync<DestructiveOperationBlockedException>(() => batch.ExecuteNonQueryAsync(Token))
            : Assert.Throws<DestructiveOperationBlockedException>(() => { batch.ExecuteNonQuery(); });

        Assert.Equal(rule, refusal.Rule);
        Assert.Equal(3, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM items"));
    }

    [Fact]
    public async Task A_result_that_fails_while_it_is_read_is_recorded_as_failed()
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var command = Command(connection, "SELECT 10 / (5000 - n) FROM generate_series(1, 6000) AS n");
        await using (var reader = await command.ExecuteReaderAsync(Token))
        {
            await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                while (await reader.ReadAsync(Token))
                {
                }
            });
        }

        var recorded = Recorded.TakeOne();
        Assert.Equal((Outcome.Failed, "22012"), (recorded.Outcome, recorded.ErrorCode));
        Assert.InRange(recorded.RowsRead, 1, 4999);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_scope_is_one_transaction_of_the_connections_opened_in_it(bool completes)
    {
        await using var outside = await DataSource.OpenConnectionAsync(Token);
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using (var connection = await DataSource.OpenConnectionAsync(Token))
                await connection.ExecuteAsync("DELETE FROM items WHERE id = 1");
            await outside.ExecuteAsync("DELETE FROM items WHERE id = 2");
            if (completes)
                scope.Complete();
        }

        var ended = Assert.Single(Recorded.TakeTransactions());
        Assert.Equal(completes ? Outcome.Succeeded : Outcome.RolledBack, ended.Outcome);
        Assert.Equal([ended.TransactionId, Guid.Empty], Recorded.Take().Select(static command => command.TransactionId));
        Assert.Equal(completes ? 1 : 2, await outside.ExecuteScalarAsync<int>("SELECT count(*) FROM items"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_into_a_table_is_recorded_with_its_rows(bool isBinary)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        var statement = $"COPY items (id, name) FROM STDIN{(isBinary ? " (FORMAT BINARY)" : "")}";
        Assert.Equal(2, await connection.AuditBulkCopyAsync<NpgsqlConnection>(
            statement,
            async (own, token) =>
            {
                if (!isBinary)
                {
                    await using (var text = await own.BeginTextImportAsync(statement, token))
                        await text.WriteAsync("8\tx\n9\ty\n");
                    return 2;
                }

                await using var writer = await own.BeginBinaryImportAsync(statement, token);
                await writer.WriteRowAsync(token, 8, "x");
                await writer.WriteRowAsync(token, 9, "y");
                return (long)await writer.CompleteAsync(token);
            },
            Token));
        await transaction.CommitAsync(Token);
        var recorded = Recorded.TakeOne();
        Assert.Equal((CommandSource.Bulk, Outcome.Succeeded, 2L, -1L), (recorded.Source, recorded.Outcome, recorded.RowsAffected, recorded.RowsRead));
        Assert.Equal(["items"], recorded.Statement!.TablesWritten.AsEnumerable());
        Assert.Equal(["COPY"], recorded.Statement.Operations.AsEnumerable());
        Assert.Equal(Assert.Single(Recorded.TakeTransactions()).TransactionId, recorded.TransactionId);
        Assert.Equal(5, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM items"));
    }

    [Fact]
    public async Task A_copy_out_of_a_table_reads_and_one_that_fails_is_recorded_as_failed()
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await connection.AuditBulkCopyAsync<NpgsqlConnection>(
            "COPY items TO STDOUT",
            static async (own, token) =>
            {
                using var reader = await own.BeginTextExportAsync("COPY items TO STDOUT", token);
                var rows = 0L;
                while (await reader.ReadLineAsync(token) is not null)
                    rows++;
                return rows;
            },
            Token);
        var read = Recorded.TakeOne();
        Assert.Equal((3L, -1L), (read.RowsRead, read.RowsAffected));
        await Assert.ThrowsAsync<PostgresException>(() => connection.AuditBulkCopyAsync<NpgsqlConnection>(
            "COPY missing FROM STDIN", static async (own, token) =>
            {
                await using var text = await own.BeginTextImportAsync("COPY missing FROM STDIN", token);
                return 0;
            },
            Token));
        var failed = Recorded.TakeOne();
        Assert.Equal((Outcome.Failed, "42P01", -1L), (failed.Outcome, failed.ErrorCode, failed.RowsAffected));
    }

    protected override DbConnection Unreachable() => new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.CreateConnectionString()) { Username = "mallory", Password = "hunter2" }.ConnectionString);

    protected override async Task<DbDataSource> CreateDataSourceAsync()
    {
        var connectionString = postgres.CreateConnectionString();
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres" });
        await using var command = server.CreateCommand($"CREATE DATABASE {database}");
        await command.ExecuteNonQueryAsync(Token);
        return NpgsqlDataSource.Create(connectionString);
    }
}
