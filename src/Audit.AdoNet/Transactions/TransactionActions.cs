namespace Audit.AdoNet.Transactions;

/// <summary>The actions and attributes of transaction events.</summary>
internal static class TransactionActions
{
    public const string Commit = "transaction.commit";
    public const string Rollback = "transaction.rollback";

    /// <summary>It ended where nobody saw how.</summary>
    public const string End = "transaction.end";

    /// <summary>What was done since a savepoint was undone; the transaction goes on.</summary>
    public const string SavepointRollback = "transaction.savepoint_rollback";

    public const string IsolationAttribute = "transaction.isolation";
    public const string CommandsAttribute = "transaction.commands";
    public const string SavepointsAttribute = "transaction.savepoints";
    public const string SavepointAttribute = "transaction.savepoint";
    public const string AmbientAttribute = "transaction.ambient";

    /// <summary>How it ended, when nobody called commit or rollback.</summary>
    public const string EndAttribute = "transaction.end";
    public const string Disposed = "disposed";
    public const string ConnectionClosed = "connection_closed";
    public const string Unseen = "unseen";
}
