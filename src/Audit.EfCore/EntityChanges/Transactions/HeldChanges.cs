using System.Collections.Immutable;
using System.Globalization;
using Audit.EfCore.EntityChanges.Saving;
using Audit.Events;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.EntityChanges.Transactions;

/// <summary>The events of one transaction that wait for its outcome. Several contexts, and threads, may share the transaction.</summary>
internal sealed class HeldChanges(HeldRoom room, int maxEvents, int maxKeys)
{
    /// <summary>Why the outcome of what was written between two savepoints is not known: nobody told the name of the one that was rolled back to.</summary>
    private const string WhichSavepoint = "savepoint";

    private readonly Lock _lock = new();
    private readonly List<Item> _items = [];
    private readonly List<(string? Name, int At)> _savepoints = [];
    private bool _hasEnded;

    /// <summary>The contexts that were handed the transaction rather than having begun it.</summary>
    public List<Guid> Users { get; } = [];

    public bool IsCommitting { get; set; }

    /// <summary>Whether the connection went away while the transaction was being committed.</summary>
    public bool IsConnectionLost { get; set; }

    /// <summary>The code of the error by which a commit failed.</summary>
    public string? CommitError { get; set; }

    /// <summary>What is called when it ended, to let go of what reports its end.</summary>
    public Action? Ended { get; set; }

    /// <summary>Holds events.</summary>
    /// <param name="events">The events.</param>
    /// <param name="tally">What the last of them counts.</param>
    /// <param name="isInOutbox">Whether they are in an outbox, too, which has them exactly when the transaction is committed: they wait for its undoing alone.</param>
    /// <returns><see langword="false"/>: the transaction has ended.</returns>
    public bool TryAdd(List<AuditEvent> events, ChangeTally? tally, bool isInOutbox = false)
    {
        lock (_lock)
        {
            if (_hasEnded)
                return false;
            foreach (var auditEvent in events)
            {
                if (_items.Count < maxEvents && room.TryTake())
                    _items.Add(new Item(auditEvent, null, isInOutbox));
                else
                    OverflowFor(auditEvent, isInOutbox).Add(auditEvent, tally);
            }

            return true;
        }
    }

    /// <summary>A savepoint was set.</summary>
    /// <param name="name">Its name; <see langword="null"/> when nobody told it.</param>
    public void SavepointCreated(string? name)
    {
        lock (_lock)
            _savepoints.Add((name, _items.Count));
    }

    /// <summary>A savepoint was let go, and those after it.</summary>
    /// <param name="name">Its name; <see langword="null"/> when nobody told it: the last one.</param>
    public void SavepointReleased(string? name)
    {
        lock (_lock)
        {
            if (Find(name) is >= 0 and var found)
                _savepoints.RemoveRange(found, _savepoints.Count - found);
        }
    }

    /// <summary>
    /// What was written after a savepoint is undone. Without the name it is what was written after the last one; between that and the first one
    /// it may be, so that it will not be known of those.
    /// </summary>
    /// <param name="name">The savepoint's name; <see langword="null"/> when nobody told it.</param>
    public List<AuditEvent> RolledBackToSavepoint(string? name)
    {
        var undone = new List<AuditEvent>();
        lock (_lock)
        {
            if (Find(name) is not (>= 0 and var found))
                return undone;
            var from = _savepoints[found].At;
            for (var i = name is null ? _savepoints[0].At : from; i < from; i++)
                _items[i] = _items[i] with { IsUncertain = true };
            for (var i = from; i < _items.Count; i++)
                undone.Add(_items[i].ToEvent(Outcome.RolledBack, null, null));
            room.Give(_items.Count - from);
            _items.RemoveRange(from, _items.Count - from);
            _savepoints.RemoveRange(found + 1, _savepoints.Count - found - 1);
        }

        return undone;
    }

    /// <summary>The events, now that the outcome is known; none when they were taken before.</summary>
    public List<AuditEvent> End(Outcome outcome, string? errorCode = null, string? unknown = null)
    {
        var ended = new List<AuditEvent>();
        lock (_lock)
        {
            if (_hasEnded)
                return ended;
            _hasEnded = true;
            foreach (var item in _items)
            {
                // Where nobody can tell, the database can: what is in the outbox was committed.
                if (item.IsInOutbox && outcome is (Outcome.Succeeded or Outcome.Unknown))
                    continue;
                ended.Add(item.IsUncertain && outcome == Outcome.Succeeded
                    ? item.ToEvent(Outcome.Unknown, errorCode, WhichSavepoint)
                    : item.ToEvent(outcome, errorCode, unknown));
            }

            room.Give(_items.Count);
            _items.Clear();
        }

        Ended?.Invoke();
        return ended;
    }

    private int Find(string? name) =>
        name is null ? _savepoints.Count - 1 : _savepoints.FindLastIndex(savepoint => string.Equals(savepoint.Name, name, StringComparison.Ordinal));

    private Overflow OverflowFor(AuditEvent auditEvent, bool isInOutbox)
    {
        // One that began before a savepoint must not take in what came after it.
        if (_items.Count > 0 && _items[^1] is { Overflow: { } open } last && last.IsInOutbox == isInOutbox && (_savepoints.Count == 0 || _savepoints[^1].At < _items.Count))
            return open;
        var overflow = new Overflow(auditEvent, maxKeys);
        room.Take();
        _items.Add(new Item(null, overflow, isInOutbox));
        return overflow;
    }

    private readonly record struct Item(AuditEvent? Event, Overflow? Overflow, bool IsInOutbox, bool IsUncertain = false)
    {
        public AuditEvent ToEvent(Outcome outcome, string? errorCode, string? unknown)
        {
            var auditEvent = Event ?? Overflow!.ToEvent();
            if (outcome == Outcome.Succeeded)
                return auditEvent;
            return new AuditEvent(auditEvent)
            {
                Outcome = auditEvent.Outcome == Outcome.Succeeded ? outcome : auditEvent.Outcome,
                ErrorCode = auditEvent.ErrorCode ?? errorCode,
                Attributes = unknown is null ? auditEvent.Attributes : auditEvent.Attributes.Add(new AuditAttribute(EntityAttributes.Unknown, unknown)),
            };
        }
    }

    /// <summary>Counts what there was no room for.</summary>
    private sealed class Overflow(AuditEvent first, int maxKeys)
    {
        private readonly ChangeTally _tally = new(maxKeys);
        private long _events;

        public void Add(AuditEvent auditEvent, ChangeTally? counted)
        {
            _events++;
            if (auditEvent.Entity is { } entity)
            {
                _tally.Add(entity.Type, StateOf(entity.State));
                _tally.AddKey(entity.Type, entity.Key);
            }
            else if (counted is not null)
            {
                _tally.Add(counted);
            }
        }

        public AuditEvent ToEvent()
        {
            var attributes = ImmutableArray.CreateBuilder<AuditAttribute>();
            EntityAttributes.AddCounts(attributes, _tally);
            attributes.Add(new AuditAttribute(EntityAttributes.Events, _events.ToString(CultureInfo.InvariantCulture)));
            return new AuditEvent(first.OccurredAtUnixMicroseconds, first.Context)
            {
                Category = EventCategory.Entity,
                Action = EntityActions.Overflow,
                Source = first.Source,
                Database = first.Database,
                TraceId = first.TraceId,
                SpanId = first.SpanId,
                TransactionId = first.TransactionId,
                Attributes = attributes.DrainToImmutable(),
            };
        }

        private static EntityState StateOf(string state) => state switch
        {
            EntityActions.Added => EntityState.Added,
            EntityActions.Deleted => EntityState.Deleted,
            _ => EntityState.Modified,
        };
    }
}
