using System.Data.Common;

namespace Audit.AdoNet.Tests.Members;

internal static class TransactionProbes
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Probe[] All { get; } =
    [
        Probe.OfTransaction(nameof(DbTransaction.Commit), static transaction =>
        {
            transaction.Commit();
            return transaction.Connection;
        }),
        Probe.OfTransaction(nameof(DbTransaction.Commit), static transaction =>
        {
            transaction.Commit();
            transaction.Commit();
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.CommitAsync), static async transaction =>
        {
            await transaction.CommitAsync(Token);
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.CommitAsync), static async transaction =>
        {
            await transaction.CommitAsync(new CancellationToken(true));
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.Connection), static transaction => transaction.Connection),
        Probe.OfTransaction(nameof(DbTransaction.Dispose), static transaction =>
        {
            transaction.Dispose();
            transaction.Dispose();
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.Dispose), static transaction =>
        {
            transaction.Dispose();
            transaction.Commit();
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.DisposeAsync), static async transaction =>
        {
            await transaction.DisposeAsync();
            await transaction.RollbackAsync(Token);
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.IsolationLevel), static transaction => transaction.IsolationLevel),
        Probe.OfTransaction(nameof(DbTransaction.IsolationLevel), static transaction =>
        {
            transaction.Commit();
            return transaction.IsolationLevel;
        }),
        Probe.OfTransaction(nameof(DbTransaction.Release), static transaction =>
        {
            transaction.Save("one");
            transaction.Release("one");
            transaction.Commit();
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.Release), static transaction =>
        {
            transaction.Release("no_such_savepoint");
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.ReleaseAsync), static async transaction =>
        {
            await transaction.SaveAsync("one", Token);
            await transaction.ReleaseAsync("one", Token);
            await transaction.CommitAsync(Token);
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.Rollback), static transaction =>
        {
            transaction.Rollback();
            return transaction.Connection;
        }),
        Probe.OfTransaction(nameof(DbTransaction.Rollback), static transaction =>
        {
            transaction.Rollback();
            transaction.Rollback();
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.Rollback), static transaction =>
        {
            transaction.Rollback("no_such_savepoint");
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.RollbackAsync), static async transaction =>
        {
            await transaction.RollbackAsync(Token);
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.RollbackAsync), static async transaction =>
        {
            await transaction.SaveAsync("one", Token);
            await Probe.AddAsync(transaction, 5);
            await transaction.RollbackAsync("one", Token);
            await transaction.CommitAsync(Token);
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.Save), static transaction =>
        {
            transaction.Save("");
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.SaveAsync), static async transaction =>
        {
            await transaction.SaveAsync("one", new CancellationToken(true));
            return "done";
        }),
        Probe.OfTransaction(nameof(DbTransaction.SupportsSavepoints), static transaction => transaction.SupportsSavepoints),
    ];
}
