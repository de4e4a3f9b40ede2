using System.Data;
using System.Data.Common;
using System.Transactions;

namespace Audit.AdoNet.Tests.Members;

internal static class ConnectionProbes
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Probe[] All { get; } =
    [
        Probe.OfConnection(nameof(DbConnection.BeginTransaction), static connection =>
        {
            using var transaction = connection.BeginTransaction();
            return new object?[] { transaction.IsolationLevel, transaction };
        }),
        Probe.OfConnection(nameof(DbConnection.BeginTransaction), static connection =>
        {
            using var transaction = connection.BeginTransaction(System.Data.IsolationLevel.Serializable);
            return transaction.IsolationLevel;
        }),
        Probe.OfConnection(nameof(DbConnection.BeginTransaction), static connection => connection.BeginTransaction(System.Data.IsolationLevel.Chaos)),
        Probe.OfConnection(nameof(DbConnection.BeginTransaction), static connection =>
        {
            using var first = connection.BeginTransaction();
            using var second = connection.BeginTransaction();
            return second;
        }),
        Probe.OfConnection(nameof(DbConnection.BeginTransactionAsync), static async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, Token);
            return new object?[] { transaction.IsolationLevel, transaction };
        }),
        Probe.OfConnection(nameof(DbConnection.BeginTransactionAsync), static async connection => await connection.BeginTransactionAsync(new CancellationToken(true))),
        Probe.OfConnection(nameof(DbConnection.CanCreateBatch), static connection => connection.CanCreateBatch),
        Probe.OfConnection(nameof(DbConnection.ChangeDatabase), static connection =>
        {
            connection.ChangeDatabase("no_such_database");
            return connection.Database;
        }),
        Probe.OfConnection(nameof(DbConnection.ChangeDatabaseAsync), static async connection =>
        {
            await connection.ChangeDatabaseAsync("no_such_database", Token);
            return connection.Database;
        }),
        Probe.OfConnection(nameof(DbConnection.Close), static connection =>
        {
            connection.Close();
            connection.Close();
            return connection.State;
        }),
        Probe.OfConnection(nameof(DbConnection.Close), static connection =>
        {
            connection.Close();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1";
            return command.ExecuteScalar();
        }),
        Probe.OfConnection(nameof(DbConnection.CloseAsync), static async connection =>
        {
            await connection.CloseAsync();
            return connection.State;
        }),
        Probe.OfConnection(nameof(DbConnection.ConnectionString), static connection => connection.ConnectionString),
        Probe.OfConnection(nameof(DbConnection.ConnectionString), static connection =>
        {
            connection.ConnectionString = "Nonsense=1";
            return connection.ConnectionString;
        }),
        Probe.OfConnection(nameof(DbConnection.ConnectionTimeout), static connection => connection.ConnectionTimeout),
        Probe.OfConnection(nameof(DbConnection.CreateBatch), static connection => connection.CreateBatch()),
        Probe.OfConnection(nameof(DbConnection.CreateCommand), static connection =>
        {
            using var command = connection.CreateCommand();
            return new object?[] { command, command.Connection, ReferenceEquals(command.Connection, connection), command.CommandText, command.Transaction };
        }),
        Probe.OfConnection(nameof(DbConnection.Database), static connection => connection.Database),
        Probe.OfConnection(nameof(DbConnection.DataSource), static connection => connection.DataSource),
        Probe.OfConnection(nameof(DbConnection.DisposeAsync), static async connection =>
        {
            await connection.DisposeAsync();
            await connection.DisposeAsync();
            return connection.State;
        }),
        Probe.OfConnection(nameof(DbConnection.DisposeAsync), static async connection =>
        {
            await connection.DisposeAsync();
            await connection.OpenAsync(Token);
            return connection.State;
        }),
        Probe.OfConnection(nameof(DbConnection.EnlistTransaction), static connection =>
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            connection.EnlistTransaction(Transaction.Current);
            return connection.State;
        }),
        Probe.OfConnection(nameof(DbConnection.GetSchema), static connection => connection.GetSchema()),
        Probe.OfConnection(nameof(DbConnection.GetSchema), static connection => connection.GetSchema("DataSourceInformation")),
        Probe.OfConnection(nameof(DbConnection.GetSchema), static connection => connection.GetSchema("no_such_collection")),
        Probe.OfConnection(nameof(DbConnection.GetSchema), static connection => connection.GetSchema("ReservedWords", [null])),
        Probe.OfConnection(nameof(DbConnection.GetSchemaAsync), static async connection => await connection.GetSchemaAsync(Token)),
        Probe.OfConnection(nameof(DbConnection.GetSchemaAsync), static async connection => await connection.GetSchemaAsync("DataSourceInformation", Token)),
        Probe.OfConnection(nameof(DbConnection.Open), static connection =>
        {
            connection.Open();
            return connection.State;
        }),
        Probe.OfConnection(nameof(DbConnection.Open), static connection =>
        {
            connection.Close();
            connection.Open();
            return connection.State;
        }),
        Probe.OfConnection(nameof(DbConnection.OpenAsync), static async connection =>
        {
            await connection.CloseAsync();
            await connection.OpenAsync(Token);
            return connection.State;
        }),
        Probe.OfConnection(nameof(DbConnection.OpenAsync), static async connection =>
        {
            await connection.CloseAsync();
            await connection.OpenAsync(new CancellationToken(true));
            return connection.State;
        }),
        Probe.OfConnection(nameof(DbConnection.ServerVersion), static connection => connection.ServerVersion),
        Probe.OfConnection(nameof(DbConnection.ServerVersion), static connection =>
        {
            connection.Close();
            return connection.ServerVersion;
        }),
        Probe.OfConnection(nameof(DbConnection.State), static connection => connection.State),
        Probe.OfConnection(nameof(DbConnection.StateChange), static connection =>
        {
            var changes = new List<string>();
            void Note(object? sender, StateChangeEventArgs change) => changes.Add($"{change.OriginalState}→{change.CurrentState}");
            connection.StateChange += Note;
            connection.Close();
            connection.Open();
            connection.StateChange -= Note;
            connection.Close();
            return changes;
        }),
    ];
}
