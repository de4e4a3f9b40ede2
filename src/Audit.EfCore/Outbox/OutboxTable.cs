using System.Globalization;
using Audit.Context;
using Audit.Events;
using Audit.Outboxes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Outbox;

/// <summary>
/// The outbox of a context as one relay sees it. What counts is decided by the database: a relay that lost its lease without knowing finds that its
/// assignment changes nothing.
/// </summary>
internal sealed class OutboxTable<TContext>(IServiceScopeFactory scopes, AuditOutboxOptions options, TimeProvider time)
    where TContext : DbContext
{
    private readonly string _owner = AuditId.Create(AuditEvent.UnixMicroseconds(time.GetUtcNow())).ToString();
    private bool _hasLease;

    /// <summary>Takes or renews the lease.</summary>
    /// <returns><see langword="false"/>: another relay has it.</returns>
    public async Task<bool> TryLeaseAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = ContextOf(scope);
        var now = time.GetUtcNow();
        var until = now + options.Lease;
        var leases = context.Set<OutboxLease>().IgnoreQueryFilters().Where(static lease => lease.Id == OutboxLease.OnlyId);
        if (await leases.Where(lease => lease.Owner == _owner)
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Until, until), cancellationToken).ConfigureAwait(false) > 0)
            return _hasLease = true;

        _hasLease = false;
        if (await leases.AsNoTracking().FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false) is not { } found)
            return _hasLease = await TryCreateAsync(context, until, cancellationToken).ConfigureAwait(false);
        if (found.Until > now)
            return false;

        // A stream of its own: were the database set back to a copy, numbers would be given out again that the store has seen.
        var stream = StreamOf(found.OutboxId);
        return _hasLease = await leases.Where(lease => lease.Owner == found.Owner && lease.Until == found.Until).ExecuteUpdateAsync(
            set => set.SetProperty(lease => lease.Owner, _owner).SetProperty(lease => lease.Until, until)
                .SetProperty(lease => lease.Stream, stream).SetProperty(lease => lease.NextSequence, 1L),
            cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Lets another relay take over at once.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!_hasLease)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var free = DateTimeOffset.UnixEpoch;
        await ContextOf(scope).Set<OutboxLease>().IgnoreQueryFilters().Where(lease => lease.Owner == _owner)
            .ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Until, free), cancellationToken).ConfigureAwait(false);
        _hasLease = false;
    }

    /// <summary>The batch that was assigned and not deleted.</summary>
    /// <returns><see langword="null"/> when there is none.</returns>
    public async Task<OutboxBatch?> FindAssignedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = await EventsOf(ContextOf(scope)).Where(static row => row.FirstSequence != null).OrderBy(static row => row.Id)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : BatchOf(rows, rows[0].Stream!, rows[0].FirstSequence!.Value, mayBeStored: true);
    }

    /// <summary>Makes the oldest rows a batch, and writes down which they are before anything is sent.</summary>
    /// <returns><see langword="null"/> when none wait.</returns>
    /// <exception cref="OutboxLeaseLostException">Another relay has the lease.</exception>
    public async Task<OutboxBatch?> AssignAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = ContextOf(scope);
        var rows = await ReadOldestAsync(context, cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0)
            return null;

        return await context.Database.CreateExecutionStrategy().ExecuteAsync(
            token => AssignAsync(context, rows, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a batch: the store has it.</summary>
    public async Task DeleteAsync(OutboxBatch batch, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var first = (long)batch.FirstSequence;
        await EventsOf(ContextOf(scope)).Where(row => row.Stream == batch.Stream && row.FirstSequence == first).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts what waits.</summary>
    public async Task<OutboxStatus> CountAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = EventsOf(ContextOf(scope));
        var waiting = await rows.LongCountAsync(cancellationToken).ConfigureAwait(false);
        var oldest = waiting == 0
            ? null
            : await rows.OrderBy(static row => row.Id).Select(static row => (DateTimeOffset?)row.CreatedAt).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return new OutboxStatus(waiting, oldest);
    }

    private async Task<List<OutboxEvent>> ReadOldestAsync(TContext context, CancellationToken cancellationToken)
    {
        var rows = new List<OutboxEvent>();
        var bytes = 0L;
        var oldest = EventsOf(context).Where(static row => row.FirstSequence == null).OrderBy(static row => row.Id).Take(options.BatchRows);
        await foreach (var row in oldest.AsAsyncEnumerable().WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            // A batch is of one class; those between are the next batch's.
            if (rows.Count > 0 && (row.RetentionClass != rows[0].RetentionClass || row.SchemaVersion != rows[0].SchemaVersion))
                continue;
            bytes += row.Row.Length;
            if (rows.Count > 0 && bytes > options.BatchBytes)
                break;
            rows.Add(row);
        }

        return rows;
    }

    private async Task<OutboxBatch> AssignAsync(TContext context, List<OutboxEvent> rows, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var leases = context.Set<OutboxLease>().IgnoreQueryFilters().Where(lease => lease.Id == OutboxLease.OnlyId && lease.Owner == _owner);
        var count = (long)rows.Count;
        // The row is locked by the change, so that what is read of it after holds until the commit.
        if (await leases.ExecuteUpdateAsync(
            set => set.SetProperty(lease => lease.NextSequence, lease => lease.NextSequence + count), cancellationToken).ConfigureAwait(false) == 0)
            throw new OutboxLeaseLostException();
        var lease = await leases.AsNoTracking().SingleAsync(cancellationToken).ConfigureAwait(false);
        var first = lease.NextSequence - count;
        var stream = lease.Stream;
        var ids = rows.ConvertAll(static row => row.Id);
        var assigned = await context.Set<OutboxEvent>().IgnoreQueryFilters().Where(row => ids.Contains(row.Id) && row.FirstSequence == null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Stream, stream).SetProperty(row => row.FirstSequence, first), cancellationToken).ConfigureAwait(false);
        if (assigned != rows.Count)
            throw new OutboxLeaseLostException();
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return BatchOf(rows, stream, first, mayBeStored: false);
    }

    private async Task<bool> TryCreateAsync(TContext context, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var id = AuditId.Create(AuditEvent.UnixMicroseconds(time.GetUtcNow()));
        context.Set<OutboxLease>().Add(new OutboxLease { OutboxId = id, Owner = _owner, Until = until, Stream = StreamOf(id) });
        try
        {
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DbUpdateException)
        {
            // Another relay was first, or the next look tells what is wrong.
            return false;
        }
    }

    private string StreamOf(Guid outboxId) => string.Create(CultureInfo.InvariantCulture, $"outbox/{outboxId}/{AuditId.Create(AuditEvent.UnixMicroseconds(time.GetUtcNow()))}");

    private static OutboxBatch BatchOf(List<OutboxEvent> rows, string stream, long first, bool mayBeStored) => new()
    {
        Stream = stream,
        FirstSequence = (ulong)first,
        Rows = rows.ConvertAll(static row => new OutboxRow(row.SchemaVersion, row.RetentionClass, (uint)row.ExpiresAt, row.Row)),
        MayBeStored = mayBeStored,
    };

    private static IQueryable<OutboxEvent> EventsOf(TContext context) => context.Set<OutboxEvent>().IgnoreQueryFilters().AsNoTracking();

    private static TContext ContextOf(AsyncServiceScope scope)
    {
        var context = scope.ServiceProvider.GetRequiredService<TContext>();
        return context.Model.FindEntityType(typeof(OutboxEvent)) is not null
            ? context
            : throw new InvalidOperationException($"{typeof(TContext).Name} has no outbox: call modelBuilder.AddAuditOutbox() in its OnModelCreating.");
    }
}
