using System.Data.Common;

namespace Audit.AdoNet.Tests.Members;

/// <summary>A use of one member of a class of ADO.NET.</summary>
/// <param name="Type">The class.</param>
/// <param name="Member">The member's name.</param>
/// <param name="Run">Uses it on what a data source gives; results in what can be observed of it.</param>
internal sealed record Probe(Type Type, string Member, Func<DbDataSource, Task<object?>> Run)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Probe OfSource(string member, Func<DbDataSource, Task<object?>> run) => new(typeof(DbDataSource), member, run);

    /// <summary>On a connection that is open.</summary>
    public static Probe OfConnection(string member, Func<DbConnection, Task<object?>> run) => new(typeof(DbConnection), member, async source =>
    {
        await using var connection = await source.OpenConnectionAsync(Token);
        return await run(connection);
    });

    public static Probe OfConnection(string member, Func<DbConnection, object?> run) => OfConnection(member, connection => Task.FromResult(run(connection)));

    /// <summary>On a command that reads <c>id</c> and <c>name</c> of all three items.</summary>
    public static Probe OfCommand(string member, Func<DbCommand, Task<object?>> run) => new(typeof(DbCommand), member, async source =>
    {
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, name FROM items ORDER BY id";
        return await run(command);
    });

    public static Probe OfCommand(string member, Func<DbCommand, object?> run) => OfCommand(member, command => Task.FromResult(run(command)));

    /// <summary>On a reader of one row with a value of each kind and one without: <c>id, name, amount, ratio, flag, at, data, missing</c>.</summary>
    public static Probe OfReader(string member, Func<DbDataReader, Task<object?>> run, bool isOnRow = true) => new(typeof(DbDataReader), member, async source =>
    {
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, name, amount, ratio, flag, at, data, missing FROM kinds; SELECT id FROM items";
        await using var reader = await command.ExecuteReaderAsync(Token);
        if (isOnRow)
            Assert.True(await reader.ReadAsync(Token));
        return await run(reader);
    });

    public static Probe OfReader(string member, Func<DbDataReader, object?> run, bool isOnRow = true) => OfReader(member, reader => Task.FromResult(run(reader)), isOnRow);

    /// <summary>On a transaction in which an item was added; results in what it tells, and how many items there are afterwards.</summary>
    public static Probe OfTransaction(string member, Func<DbTransaction, Task<object?>> run) => new(typeof(DbTransaction), member, async source =>
    {
        await using var connection = await source.OpenConnectionAsync(Token);
        object? told;
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await AddAsync(transaction, 4);
            told = await run(transaction);
        }

        await using var count = connection.CreateCommand();
        count.CommandText = "SELECT COUNT(*) FROM items";
        return new object?[] { told, await count.ExecuteScalarAsync(Token) };
    });

    public static Probe OfTransaction(string member, Func<DbTransaction, object?> run) => OfTransaction(member, transaction => Task.FromResult(run(transaction)));

    /// <summary>On a batch of two commands: one that removes an item, and one that reads the others.</summary>
    public static Probe OfBatch(string member, Func<DbBatch, Task<object?>> run) => new(typeof(DbBatch), member, async source =>
    {
        await using var connection = await source.OpenConnectionAsync(Token);
        await using var batch = connection.CreateBatch();
        foreach (var text in (string[])["DELETE FROM items WHERE id = 3", "SELECT id, name FROM items ORDER BY id"])
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = text;
            batch.BatchCommands.Add(command);
        }

        return await run(batch);
    });

    public static Probe OfBatch(string member, Func<DbBatch, object?> run) => OfBatch(member, batch => Task.FromResult(run(batch)));

    public static async Task AddAsync(DbTransaction transaction, int id)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO items VALUES ({id}, 'more')";
        await command.ExecuteNonQueryAsync(Token);
    }
}
