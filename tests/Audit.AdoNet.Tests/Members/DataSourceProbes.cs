using System.Data.Common;

namespace Audit.AdoNet.Tests.Members;

internal static class DataSourceProbes
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Probe[] All { get; } =
    [
        Probe.OfSource(nameof(DbDataSource.ConnectionString), static source => Task.FromResult<object?>(source.ConnectionString)),
        Probe.OfSource(nameof(DbDataSource.CreateBatch), static async source =>
        {
            await using var batch = source.CreateBatch();
            var command = batch.CreateBatchCommand();
            command.CommandText = "SELECT COUNT(*) FROM items";
            batch.BatchCommands.Add(command);
            return await batch.ExecuteScalarAsync(Token);
        }),
        OfBatch(static batch => Task.FromResult<object?>(batch.ExecuteNonQuery())),
        OfBatch(static async batch => await batch.ExecuteNonQueryAsync(Token)),
        OfBatch(static batch => Task.FromResult(batch.ExecuteScalar())),
        OfBatch(static async batch => await batch.ExecuteNonQueryAsync(new CancellationToken(true))),
        OfBatch(static batch => Task.FromResult<object?>(batch.Connection)),
        OfBatch(static batch => Task.FromResult<object?>(batch.Transaction)),
        OfBatch(static batch => Task.FromResult<object?>(batch.Timeout = 3)),
        OfBatch(static batch =>
        {
            batch.Prepare();
            return Task.FromResult<object?>("done");
        }),
        OfBatch(static batch =>
        {
            using var reader = batch.ExecuteReader();
            return Task.FromResult<object?>(new object?[] { reader.Read(), reader.GetValue(0), reader.NextResult() });
        }),
        OfBatch(static async batch =>
        {
            batch.BatchCommands[0].CommandText = "SELECT nonsense FROM items";
            await using var reader = await batch.ExecuteReaderAsync(Token);
            return await reader.ReadAsync(Token);
        }),
        Probe.OfSource(nameof(DbDataSource.CreateCommand), static async source =>
        {
            await using var command = source.CreateCommand("SELECT COUNT(*) FROM items");
            return new object?[] { command.CommandText, await command.ExecuteScalarAsync(Token) };
        }),
        Probe.OfSource(nameof(DbDataSource.CreateCommand), static async source =>
        {
            await using var command = source.CreateCommand();
            return await command.ExecuteScalarAsync(Token);
        }),
        Probe.OfSource(nameof(DbDataSource.CreateCommand), static async source =>
        {
            await using var command = source.CreateCommand("SELECT name FROM items ORDER BY id");
            await using var reader = await command.ExecuteReaderAsync(Token);
            return await reader.ReadAsync(Token) ? reader.GetString(0) : null;
        }),
        Probe.OfSource(nameof(DbDataSource.CreateConnection), static async source =>
        {
            await using var connection = source.CreateConnection();
            return new object?[] { connection, connection.State };
        }),
        Probe.OfSource(nameof(DbDataSource.OpenConnection), static source =>
        {
            using var connection = source.OpenConnection();
            return Task.FromResult<object?>(connection.State);
        }),
        Probe.OfSource(nameof(DbDataSource.OpenConnectionAsync), static async source =>
        {
            await using var connection = await source.OpenConnectionAsync(Token);
            return connection.State;
        }),
        Probe.OfSource(nameof(DbDataSource.OpenConnectionAsync), static async source => await source.OpenConnectionAsync(new CancellationToken(true))),
        Probe.OfSource(nameof(DbDataSource.Dispose), static source =>
        {
            source.Dispose();
            source.Dispose();
            using var connection = source.OpenConnection();
            return Task.FromResult<object?>(connection.State);
        }),
        Probe.OfSource(nameof(DbDataSource.DisposeAsync), static async source =>
        {
            await source.DisposeAsync();
            return await source.OpenConnectionAsync(Token);
        }),
    ];

    private static Probe OfBatch(Func<DbBatch, Task<object?>> run) => Probe.OfSource(nameof(DbDataSource.CreateBatch), async source =>
    {
        await using var batch = source.CreateBatch();
        var command = batch.CreateBatchCommand();
        command.CommandText = "SELECT name FROM items ORDER BY id";
        batch.BatchCommands.Add(command);
        return await run(batch);
    });
}
