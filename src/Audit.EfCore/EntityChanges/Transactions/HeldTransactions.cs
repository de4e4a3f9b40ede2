using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Transactions;
using Audit.EfCore.EntityChanges.Saving;
using Audit.Events;
using Microsoft.Extensions.Options;
using AmbientTransaction = System.Transactions.Transaction;

namespace Audit.EfCore.EntityChanges.Transactions;

/// <summary>
/// Finds what waits for the outcome of a transaction. Whoever hears of the outcome takes it out: EF Core's interceptors, the ambient transaction,
/// the connection that was closed, and last of all the garbage collector and the end of the application, so that nothing is lost.
/// </summary>
internal sealed class HeldTransactions(IOptions<EntityChangeOptions> options, EntityPublisher publisher)
{
    private const string NotTold = "not_told";
    private const string Stopped = "stopped";

    private readonly EntityChangeOptions _options = options.Value;
    private readonly HeldRoom _room = new(options.Value.MaxHeld);
    private readonly ConditionalWeakTable<DbTransaction, Holder> _byTransaction = [];
    private readonly ConcurrentDictionary<string, HeldChanges> _byAmbient = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<HeldChanges, byte> _open = [];

    /// <summary>How many events wait.</summary>
    public int Waiting => _room.Taken;

    public bool IsEmpty => _open.IsEmpty;

    /// <summary>What waits for a transaction; <see langword="null"/> when nothing does.</summary>
    public HeldChanges? Find(DbTransaction transaction) =>
        !_open.IsEmpty && _byTransaction.TryGetValue(transaction, out var holder) ? holder.Held : null;

    /// <summary>What waits for a transaction, also when that is nothing yet: savepoints are counted from its begin.</summary>
    public HeldChanges? FindOrOpen(DbTransaction transaction) =>
        !_options.Enabled ? null : _byTransaction.TryGetValue(transaction, out var holder) ? holder.Held : Open(transaction).Held;

    /// <summary>A context was handed a transaction that it did not begin.</summary>
    /// <returns>What waited for another transaction that the driver keeps in the same object.</returns>
    public List<AuditEvent>? Used(DbTransaction transaction, Guid contextId)
    {
        if (FindOrOpen(transaction) is not { } waiting)
            return null;
        if (!waiting.Users.Contains(contextId))
        {
            waiting.Users.Add(contextId);
            return null;
        }

        // The same context would not be handed it again unless it were another.
        var left = TakeUntold(waiting);
        FindOrOpen(transaction)?.Users.Add(contextId);
        return left;
    }

    /// <summary>Holds events until a transaction ends.</summary>
    /// <returns><see langword="false"/>: it has ended already.</returns>
    public bool Hold(DbTransaction transaction, List<AuditEvent> events, ChangeTally? tally, bool isInOutbox = false)
    {
        var holder = _byTransaction.TryGetValue(transaction, out var known) ? known : Open(transaction);
        return holder.Held.TryAdd(events, tally, isInOutbox);
    }

    /// <summary>Holds events until an ambient transaction ends.</summary>
    /// <returns><see langword="false"/>: it has ended already.</returns>
    public bool Hold(AmbientTransaction transaction, List<AuditEvent> events, ChangeTally? tally, bool isInOutbox = false)
    {
        var id = transaction.TransactionInformation.LocalIdentifier;
        if (!_byAmbient.TryGetValue(id, out var held))
        {
            held = Create();
            if (_byAmbient.TryAdd(id, held))
            {
                held.Ended = () => _byAmbient.TryRemove(id, out _);
                transaction.TransactionCompleted += (_, completed) => publisher.Publish(Take(held, OutcomeOf(completed.Transaction)));
            }
            else
            {
                _open.TryRemove(held, out _);
                held = _byAmbient[id];
            }
        }

        return held.TryAdd(events, tally, isInOutbox);
    }

    /// <summary>Takes out what waited for a transaction, now that its outcome is known.</summary>
    public List<AuditEvent>? Take(DbTransaction transaction, Outcome outcome)
    {
        if (Find(transaction) is not { } held)
            return null;
        var failed = outcome == Outcome.RolledBack && held.CommitError is not null;
        return Take(held, failed ? Outcome.Failed : outcome, failed ? held.CommitError : null);
    }

    /// <summary>Takes out what waited, whose outcome nobody may ever tell.</summary>
    public List<AuditEvent> TakeUntold(HeldChanges held) => held.Users.Count == 0 && !held.IsConnectionLost
        ? Take(held, Outcome.RolledBack)
        : Take(held, Outcome.Unknown, held.CommitError, NotTold);

    /// <summary>Takes out all that still waits, since the application ends.</summary>
    public List<AuditEvent> TakeAll()
    {
        var all = new List<AuditEvent>();
        foreach (var held in _open.Keys)
            all.AddRange(Take(held, Outcome.Unknown, null, Stopped));
        return all;
    }

    private List<AuditEvent> Take(HeldChanges held, Outcome outcome, string? errorCode = null, string? unknown = null)
    {
        _open.TryRemove(held, out _);
        return held.End(outcome, errorCode, unknown);
    }

    private Holder Open(DbTransaction transaction)
    {
        var held = Create();
        var holder = new Holder(this, held);
        _byTransaction.AddOrUpdate(transaction, holder);
        // What waits is known to the application's end, and must not keep the transaction alive until then, nor what knows the transaction.
        var weakTransaction = new WeakReference<DbTransaction>(transaction);
        var weakConnection = new WeakReference<DbConnection?>(transaction.Connection);
        var weakHolder = new WeakReference<Holder>(holder);
        StateChangeEventHandler changed = (_, change) => ConnectionChanged(held, change);
        if (transaction.Connection is { } connection)
            connection.StateChange += changed;
        held.Ended = () =>
        {
            if (weakConnection.TryGetTarget(out var left) && left is not null)
                left.StateChange -= changed;
            if (weakTransaction.TryGetTarget(out var ended))
                _byTransaction.Remove(ended);
            if (weakHolder.TryGetTarget(out var free))
                free.Dispose();
        };
        return holder;
    }

    private HeldChanges Create()
    {
        var held = new HeldChanges(_room, _options.MaxHeldOfTransaction, _options.MaxKeys);
        _open.TryAdd(held, 0);
        return held;
    }

    private void ConnectionChanged(HeldChanges held, StateChangeEventArgs change)
    {
        if (change.CurrentState is not (ConnectionState.Closed or ConnectionState.Broken))
            return;
        // Who commits hears of it in a moment, and then it may be that the database did commit.
        if (held.IsCommitting)
            held.IsConnectionLost = true;
        else
            publisher.Publish(TakeUntold(held));
    }

    private static Outcome OutcomeOf(AmbientTransaction? transaction) => transaction?.TransactionInformation.Status switch
    {
        TransactionStatus.Committed => Outcome.Succeeded,
        TransactionStatus.Aborted => Outcome.RolledBack,
        _ => Outcome.Unknown,
    };

    /// <summary>Goes when the transaction does, also when nobody ended it.</summary>
    private sealed class Holder(HeldTransactions transactions, HeldChanges held) : IDisposable
    {
        public HeldChanges Held => held;

        public void Dispose() => GC.SuppressFinalize(this);

        ~Holder() => ThreadPool.UnsafeQueueUserWorkItem(
            static state => state.transactions.Publish(state.held), (transactions, held), preferLocal: false);
    }

    private void Publish(HeldChanges held) => publisher.Publish(TakeUntold(held));
}
