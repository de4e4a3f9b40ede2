using System.Data;
using System.Data.Common;

namespace Audit.AdoNet.Tests.Members;

internal static class BatchProbes
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Probe[] All { get; } =
    [
        Probe.OfBatch(nameof(DbBatch.BatchCommands), static batch =>
        {
            batch.BatchCommands.RemoveAt(0);
            return new object?[] { batch.BatchCommands.Count, batch.BatchCommands[0].CommandText, batch.BatchCommands.IsReadOnly };
        }),
        Probe.OfBatch(nameof(DbBatch.BatchCommands), static batch =>
        {
            batch.BatchCommands.Clear();
            return batch.ExecuteNonQuery();
        }),
        Probe.OfBatch(nameof(DbBatch.Cancel), static batch =>
        {
            batch.Cancel();
            return batch.ExecuteNonQuery();
        }),
        Probe.OfBatch(nameof(DbBatch.Connection), static batch => batch.Connection),
        Probe.OfBatch(nameof(DbBatch.Connection), static batch =>
        {
            batch.Connection = null;
            return new object?[] { batch.Connection, batch.ExecuteNonQuery() };
        }),
        Probe.OfBatch(nameof(DbBatch.CreateBatchCommand), static batch => batch.CreateBatchCommand().CommandText),
        Probe.OfBatch(nameof(DbBatch.Dispose), static batch =>
        {
            batch.Dispose();
            return batch.ExecuteNonQuery();
        }),
        Probe.OfBatch(nameof(DbBatch.DisposeAsync), static async batch =>
        {
            await batch.DisposeAsync();
            await batch.DisposeAsync();
            return "done";
        }),
        Probe.OfBatch(nameof(DbBatch.ExecuteNonQuery), static batch => batch.ExecuteNonQuery()),
        Probe.OfBatch(nameof(DbBatch.ExecuteNonQuery), static batch =>
        {
            batch.BatchCommands[1].CommandText = "INSERT INTO no_such_table VALUES (1)";
            return batch.ExecuteNonQuery();
        }),
        Probe.OfBatch(nameof(DbBatch.ExecuteNonQueryAsync), static async batch => await batch.ExecuteNonQueryAsync(Token)),
        Probe.OfBatch(nameof(DbBatch.ExecuteNonQueryAsync), static async batch => await batch.ExecuteNonQueryAsync(new CancellationToken(true))),
        Probe.OfBatch(nameof(DbBatch.ExecuteReader), static batch =>
        {
            using var reader = batch.ExecuteReader();
            var names = new List<object?> { reader.FieldCount };
            do
            {
                while (reader.Read())
                    names.Add(reader["name"]);
            }
            while (reader.NextResult());
            return names;
        }),
        Probe.OfBatch(nameof(DbBatch.ExecuteReader), static batch =>
        {
            using (batch.ExecuteReader(CommandBehavior.CloseConnection))
            {
            }

            return batch.Connection!.State;
        }),
        Probe.OfBatch(nameof(DbBatch.ExecuteReaderAsync), static async batch =>
        {
            await using var reader = await batch.ExecuteReaderAsync(Token);
            return new object?[] { await reader.ReadAsync(Token), reader.RecordsAffected };
        }),
        Probe.OfBatch(nameof(DbBatch.ExecuteScalar), static batch => batch.ExecuteScalar()),
        Probe.OfBatch(nameof(DbBatch.ExecuteScalarAsync), static async batch => await batch.ExecuteScalarAsync(Token)),
        Probe.OfBatch(nameof(DbBatch.Prepare), static batch =>
        {
            batch.Prepare();
            return batch.ExecuteScalar();
        }),
        Probe.OfBatch(nameof(DbBatch.PrepareAsync), static async batch =>
        {
            await batch.PrepareAsync(Token);
            return "done";
        }),
        Probe.OfBatch(nameof(DbBatch.Timeout), static batch =>
        {
            var before = batch.Timeout;
            batch.Timeout = 7;
            return new[] { before, batch.Timeout };
        }),
        Probe.OfBatch(nameof(DbBatch.Transaction), static batch =>
        {
            using var transaction = batch.Connection!.BeginTransaction();
            batch.Transaction = transaction;
            return new object?[] { batch.Transaction, ReferenceEquals(batch.Transaction, transaction), batch.ExecuteNonQuery() };
        }),
        OfCommand(nameof(DbBatchCommand.CanCreateParameter), static command => command.CanCreateParameter),
        OfCommand(nameof(DbBatchCommand.CommandText), static command => command.CommandText),
        OfCommand(nameof(DbBatchCommand.CommandType), static command => command.CommandType = CommandType.StoredProcedure),
        OfCommand(nameof(DbBatchCommand.CreateParameter), static command => command.CreateParameter()),
        OfCommand(nameof(DbBatchCommand.Parameters), static command => command.Parameters.Count),
        OfCommand(nameof(DbBatchCommand.RecordsAffected), static command => command.RecordsAffected),
    ];

    private static Probe OfCommand(string member, Func<DbBatchCommand, object?> run) =>
        Probe.OfBatch(member, batch =>
        {
            batch.ExecuteNonQuery();
            return run(batch.BatchCommands[0]);
        }) with { Type = typeof(DbBatchCommand) };
}
