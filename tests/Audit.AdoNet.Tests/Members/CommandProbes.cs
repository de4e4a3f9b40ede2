using System.Data;
using System.Data.Common;

namespace Audit.AdoNet.Tests.Members;

internal static class CommandProbes
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Probe[] All { get; } =
    [
        Probe.OfCommand(nameof(DbCommand.Cancel), static command =>
        {
            command.Cancel();
            return command.ExecuteScalar();
        }),
        Probe.OfCommand(nameof(DbCommand.CommandText), static command => command.CommandText),
        Probe.OfCommand(nameof(DbCommand.CommandText), static command =>
        {
            command.CommandText = null;
            return command.CommandText;
        }),
        Probe.OfCommand(nameof(DbCommand.CommandText), static command =>
        {
            command.CommandText = "";
            return command.ExecuteNonQuery();
        }),
        Probe.OfCommand(nameof(DbCommand.CommandTimeout), static command =>
        {
            var before = command.CommandTimeout;
            command.CommandTimeout = 7;
            return new[] { before, command.CommandTimeout };
        }),
        Probe.OfCommand(nameof(DbCommand.CommandTimeout), static command => command.CommandTimeout = -1),
        Probe.OfCommand(nameof(DbCommand.CommandType), static command => command.CommandType),
        Probe.OfCommand(nameof(DbCommand.CommandType), static command => command.CommandType = CommandType.StoredProcedure),
        Probe.OfCommand(nameof(DbCommand.CommandType), static command => command.CommandType = CommandType.TableDirect),
        Probe.OfCommand(nameof(DbCommand.Connection), static command => command.Connection),
        Probe.OfCommand(nameof(DbCommand.Connection), static command =>
        {
            command.Connection = null;
            return new object?[] { command.Connection, command.ExecuteScalar() };
        }),
        Probe.OfCommand(nameof(DbCommand.CreateParameter), static command => command.CreateParameter()),
        Probe.OfCommand(nameof(DbCommand.DesignTimeVisible), static command =>
        {
            command.DesignTimeVisible = !command.DesignTimeVisible;
            return command.DesignTimeVisible;
        }),
        Probe.OfCommand(nameof(DbCommand.DisposeAsync), static async command =>
        {
            await command.DisposeAsync();
            return await command.ExecuteScalarAsync(Token);
        }),
        Probe.OfCommand(nameof(DbCommand.ExecuteNonQuery), static command => command.ExecuteNonQuery()),
        Probe.OfCommand(nameof(DbCommand.ExecuteNonQuery), static command => With(command, "DELETE FROM items WHERE id > 1").ExecuteNonQuery()),
        Probe.OfCommand(nameof(DbCommand.ExecuteNonQuery), static command => With(command, "DELETE FROM no_such_table WHERE id > 1").ExecuteNonQuery()),
        Probe.OfCommand(nameof(DbCommand.ExecuteNonQuery), static command => With(command, "INSERT INTO items VALUES (1, 'doubled')").ExecuteNonQuery()),
        Probe.OfCommand(nameof(DbCommand.ExecuteNonQueryAsync), static async command => await With(command, "INSERT INTO items VALUES (5, 'five')").ExecuteNonQueryAsync(Token)),
        Probe.OfCommand(nameof(DbCommand.ExecuteNonQueryAsync), static async command => await command.ExecuteNonQueryAsync(new CancellationToken(true))),
        Probe.OfCommand(nameof(DbCommand.ExecuteReader), static command =>
        {
            using var reader = command.ExecuteReader();
            var rows = new List<object?>();
            while (reader.Read())
                rows.Add(reader.GetValue(1));
            return rows;
        }),
        Probe.OfCommand(nameof(DbCommand.ExecuteReader), static command =>
        {
            using (var reader = command.ExecuteReader(CommandBehavior.CloseConnection | CommandBehavior.SingleRow))
                Assert.True(reader.Read());
            return command.Connection!.State;
        }),
        Probe.OfCommand(nameof(DbCommand.ExecuteReader), static command =>
        {
            using var reader = command.ExecuteReader(CommandBehavior.SchemaOnly);
            return new object?[] { reader.FieldCount, reader.Read() };
        }),
        Probe.OfCommand(nameof(DbCommand.ExecuteReader), static command => With(command, "SELECT nonsense FROM items").ExecuteReader()),
        Probe.OfCommand(nameof(DbCommand.ExecuteReaderAsync), static async command =>
        {
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, Token);
            return await reader.ReadAsync(Token) ? reader.GetString(1) : null;
        }),
        Probe.OfCommand(nameof(DbCommand.ExecuteReaderAsync), static async command => await command.ExecuteReaderAsync(new CancellationToken(true))),
        Probe.OfCommand(nameof(DbCommand.ExecuteScalar), static command => command.ExecuteScalar()),
        Probe.OfCommand(nameof(DbCommand.ExecuteScalar), static command => With(command, "SELECT name FROM items WHERE id = 4711").ExecuteScalar()),
        Probe.OfCommand(nameof(DbCommand.ExecuteScalar), static command => With(command, "SELECT NULL FROM items").ExecuteScalar()),
        Probe.OfCommand(nameof(DbCommand.ExecuteScalarAsync), static async command => await command.ExecuteScalarAsync(Token)),
        Probe.OfCommand(nameof(DbCommand.ExecuteScalarAsync), static async command => await command.ExecuteScalarAsync(new CancellationToken(true))),
        Probe.OfCommand(nameof(DbCommand.Parameters), static command =>
        {
            With(command, "SELECT name FROM items WHERE id = @id");
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@id", 2);
            command.Parameters.Add(parameter);
            return new object?[] { command.ExecuteScalar(), command.Parameters.Count, command.Parameters.Contains("@id"), command.Parameters["@id"].Value };
        }),
        Probe.OfCommand(nameof(DbCommand.Parameters), static command => With(command, "SELECT name FROM items WHERE id = @id").ExecuteScalar()),
        Probe.OfCommand(nameof(DbCommand.Parameters), static command => command.Parameters.Add("no parameter")),
        Probe.OfCommand(nameof(DbCommand.Prepare), static command =>
        {
            command.Prepare();
            return command.ExecuteScalar();
        }),
        Probe.OfCommand(nameof(DbCommand.PrepareAsync), static async command =>
        {
            await command.PrepareAsync(Token);
            return await command.ExecuteScalarAsync(Token);
        }),
        Probe.OfCommand(nameof(DbCommand.Transaction), static command =>
        {
            using var transaction = command.Connection!.BeginTransaction();
            command.Transaction = transaction;
            return new object?[] { command.Transaction, ReferenceEquals(command.Transaction, transaction), command.ExecuteScalar() };
        }),
        Probe.OfCommand(nameof(DbCommand.Transaction), static command =>
        {
            var transaction = command.Connection!.BeginTransaction();
            transaction.Commit();
            command.Transaction = transaction;
            return command.ExecuteScalar();
        }),
        Probe.OfCommand(nameof(DbCommand.UpdatedRowSource), static command => command.UpdatedRowSource),
        Probe.OfCommand(nameof(DbCommand.UpdatedRowSource), static command => command.UpdatedRowSource = UpdateRowSource.FirstReturnedRecord),
    ];

    private static DbCommand With(DbCommand command, string text)
    {
        command.CommandText = text;
        return command;
    }
}
