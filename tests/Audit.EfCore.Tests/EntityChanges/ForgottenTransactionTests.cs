using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Audit.EfCore.EntityChanges.Transactions;
using Audit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.EntityChanges;

/// <summary>
/// Transactions that nobody ends: what was saved in them is not lost with them. The drivers of SQLite and PostgreSQL keep an open transaction as long as its connection, so that
/// theirs end with that; here is one that is kept by nobody.
/// </summary>
public sealed class ForgottenTransactionTests
{
    [Fact]
    public async Task What_waits_for_a_transaction_that_is_only_collected_is_recorded_as_rolled_back()
    {
        var log = new Audit.Testing.CollectingAuditLog();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditLog>(log);
        services.AddAudit().AddEntityChanges();
        await using var provider = services.BuildServiceProvider();
        var held = provider.GetRequiredService<HeldTransactions>();

        HoldAndForget(held);
        Assert.Equal(1, held.Waiting);
        var published = log.WaitAsync(static recorded => recorded.Entity is { Key: "forgotten" }, TestContext.Current.CancellationToken);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal(Outcome.RolledBack, (await published).Outcome);
        Assert.Equal(0, held.Waiting);
    }

    /// <summary>In a frame of its own, so that nothing keeps the transaction.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void HoldAndForget(HeldTransactions held) => Assert.True(held.Hold(
        new LooseTransaction(),
        [new AuditEvent(DateTimeOffset.UnixEpoch) { Category = EventCategory.Entity, Action = "entity.added", Entity = new EntityChange("Thing", "forgotten", "added", []) }],
        null));

    private sealed class LooseTransaction : DbTransaction
    {
        public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;

        protected override DbConnection? DbConnection => null;

        public override void Commit()
        {
        }

        public override void Rollback()
        {
        }
    }
}
