extern alias driver;

using System.Data.Common;
using System.Transactions;
using Audit.AdoNet.Tests.Decorators;
using Audit.Testing.Coverage;
using Audit.Testing.MariaDb;
using Audit.Testing.Postgres;
using Dapper;
using driver::MySqlConnector;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Audit.AdoNet.Tests.Coverage;

/// <summary>Runs each path through the decorators on each database, and holds what was captured against the documentation.</summary>
public sealed class CoverageTests(PostgresFixture postgres, MariaDbFixture mariaDb)
{
    private const string Copy = "COPY items (id, name) FROM STDIN (FORMAT BINARY)";

    private static readonly (string Path, Func<DbConnection, Task> Run)[] Paths =
    [
        ("`ExecuteNonQuery`", static connection => RunAsync(connection, static command => command.ExecuteNonQueryAsync(Token), "INSERT INTO items VALUES (@id, 'x')", ("@id", 9))),
        ("`ExecuteScalar`", static connection => RunAsync(connection, static command => command.ExecuteScalarAsync(Token), "SELECT name FROM items WHERE id = @id", ("@id", 2))),
        ("`ExecuteReader`", static connection => RunAsync(connection, ReadAsync, "SELECT name FROM items WHERE id > @id", ("@id", 1))),
        ("`DbBatch`", BatchAsync),
        ("Dapper `Query`", static connection => connection.QueryAsync<string>("SELECT name FROM items WHERE id > @least", new { least = 1 })),
        ("Dapper `Query`, unbuffered", static async connection =>
        {
            await foreach (var _ in connection.QueryUnbufferedAsync<string>("SELECT name FROM items"))
            {
            }
        }),
        ("Dapper `QueryMultiple`", static async connection =>
        {
            await using var results = await connection.QueryMultipleAsync("SELECT id FROM items; SELECT name FROM items");
            _ = await results.ReadAsync<int>();
            _ = await results.ReadAsync<string>();
        }),
        ("Dapper `Execute`", static connection => connection.ExecuteAsync("DELETE FROM items WHERE id = @id", new { id = 1 })),
        ("a command that fails", static connection => Assert.ThrowsAnyAsync<DbException>(() => connection.ExecuteAsync("INSERT INTO items VALUES (1, 'doubled')"))),
        ("a command that is cancelled", static connection => Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => connection.ExecuteScalarAsync(new CommandDefinition("SELECT count(*) FROM items", cancellationToken: new CancellationToken(true))))),
        ("a transaction that is committed", static connection => TransactAsync(connection, static transaction => transaction.CommitAsync(Token))),
        ("a transaction that is rolled back", static connection => TransactAsync(connection, static transaction => transaction.RollbackAsync(Token))),
        ("a transaction that is disposed of", static connection => TransactAsync(connection, static _ => Task.CompletedTask)),
        ("a roll-back to a savepoint", static connection => TransactAsync(connection, static async transaction =>
        {
            await transaction.SaveAsync("one", Token);
            await transaction.RollbackAsync("one", Token);
            await transaction.CommitAsync(Token);
        })),
        ("`TransactionScope`", ScopeAsync),
        ("a command that times out", static connection => Assert.ThrowsAnyAsync<DbException>(() => connection.ExecuteAsync(
            connection.Unwrap() is NpgsqlConnection ? "SELECT pg_sleep(30)" : "SELECT 1 FROM items WHERE SLEEP(30) = 0", commandTimeout: 1))),
        ("a command that waits too long for a lock", LockedAsync),
        ("`COPY` of Npgsql", static connection => connection.AuditBulkCopyAsync<NpgsqlConnection>(Copy, static async (npgsql, token) =>
        {
            await using var writer = await npgsql.BeginBinaryImportAsync(Copy, token);
            await writer.WriteRowAsync(token, 7, "seven");
            await writer.WriteRowAsync(token, 8, "eight");
            return (long)await writer.CompleteAsync(token);
        }, Token)),
        ("`AuditBulkCopyAsync`", static connection => connection.AuditBulkCopyAsync<DbConnection>("INSERT INTO items SELECT * FROM staged", static (_, _) => Task.FromResult(5L), Token)),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_captured_is_what_the_documentation_says()
    {
        var sqlite = $"Data Source=coverage_{Guid.NewGuid():N};Mode=Memory;Cache=Shared";
        await using var keptOpen = new SqliteConnection(sqlite);
        await keptOpen.OpenAsync(Token);
        var own = new NpgsqlConnectionStringBuilder(postgres.CreateConnectionString()) { Database = "postgres" }.ConnectionString;
        await using var recorded = new RecordedEvents();
        var table = new CoverageTable();
        foreach (var (path, run) in Paths)
        {
            foreach (var (database, create) in ((string, Func<DbConnection>)[])
                [("SQLite", () => new SqliteConnection(sqlite)), ("PostgreSQL", () => new NpgsqlConnection(own)), ("MariaDB", () => new MySqlConnection(mariaDb.ConnectionString))])
            {
                await using var plain = create();
                await plain.OpenAsync(Token);
                await FillAsync(plain, database);
                await using var connection = plain.WithAudit(recorded.Services);
                if (!IsOf(path, database))
                    continue;
                await run(connection);
                table.Add(path, database, [.. recorded.Take(), .. recorded.TakeTransactions()]);
            }
        }

        table.Verify("ado-net");
    }

    /// <summary>SQLite has neither batches nor time-outs of its own nor scopes, and only SQLite locks as a whole.</summary>
    private static bool IsOf(string path, string database) => path switch
    {
        "`DbBatch`" or "`TransactionScope`" or "a command that times out" => database != "SQLite",
        "a command that waits too long for a lock" => database == "SQLite",
        "`COPY` of Npgsql" => database == "PostgreSQL",
        _ => true,
    };

    private static async Task ScopeAsync(DbConnection connection)
    {
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        connection.EnlistTransaction(Transaction.Current);
        await connection.ExecuteAsync("DELETE FROM items WHERE id = 1");
        scope.Complete();
    }

    private static async Task LockedAsync(DbConnection connection)
    {
        await using var other = new SqliteConnection(connection.ConnectionString);
        await other.OpenAsync(Token);
        await using var writing = other.BeginTransaction(deferred: false);
        await Assert.ThrowsAnyAsync<DbException>(() => connection.ExecuteAsync("DELETE FROM items WHERE id = 1", commandTimeout: 1));
    }

    private static async Task FillAsync(DbConnection plain, string database)
    {
        if (database == "MariaDB")
            await plain.ExecuteAsync("CREATE DATABASE IF NOT EXISTS coverage; USE coverage");
        await plain.ExecuteAsync("DROP TABLE IF EXISTS items; CREATE TABLE items (id integer PRIMARY KEY, name varchar(50) NOT NULL)");
        await plain.ExecuteAsync("INSERT INTO items (id, name) VALUES (1, 'one'), (2, 'two'), (3, 'three')");
    }

    private static async Task RunAsync<T>(DbConnection connection, Func<DbCommand, Task<T>> run, string text, (string Name, object Value) parameter)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        var sent = command.CreateParameter();
        (sent.ParameterName, sent.Value) = parameter;
        command.Parameters.Add(sent);
        await run(command);
    }

    private static async Task<int> ReadAsync(DbCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
        }

        return 0;
    }

    private static async Task BatchAsync(DbConnection connection)
    {
        await using var batch = connection.CreateBatch();
        foreach (var text in (string[])["DELETE FROM items WHERE id = 1", "DELETE FROM items WHERE id = 2"])
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = text;
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(Token);
    }

    private static async Task TransactAsync(DbConnection connection, Func<DbTransaction, Task> end)
    {
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await end(transaction);
    }
}
