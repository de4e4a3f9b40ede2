using System.Collections.Immutable;
using System.Data.Common;
using Audit.EfCore.EntityChanges.Model;
using Audit.Events;
using Audit.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>
/// What is known of a save while it runs. A context saves on one thread at a time, and has one of these for all of its saves,
/// so that a pooled one reuses its room.
/// </summary>
internal sealed class PendingSave
{
    private const int MostKept = 1024;

    private CapturedEntity[] _entities = new CapturedEntity[4];
    private CapturedChange[] _changes = new CapturedChange[16];
    private int _entityCount;
    private int _changeCount;
    private DatabaseFacade? _database;
    private AutoTransactionBehavior _behaviour;

    /// <summary>EF Core's own services of the context, which live as long as it does.</summary>
    public IUpdateAdapter? Adapter { get; set; }

    public IRelationalConnection? Connection { get; set; }

    /// <summary>Whether a save runs and is to be recorded.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Whether it was looked at: when its first command was about to be sent.</summary>
    public bool IsCaptured { get; set; }

    /// <summary>Whether its events are written to an outbox, in the transaction of the change.</summary>
    public bool HasOutbox => _database is not null;

    /// <summary>Whether they are written, in the transaction that the save itself began.</summary>
    public bool IsInOutbox { get; set; }

    /// <summary>What tells the attempt, when an execution strategy may try the save again.</summary>
    public ImmutableArray<AuditAttribute> Attempt { get; set; } = [];

    public bool HasAttemptFailed { get; set; }

    /// <summary>Why the attempt failed; <see langword="null"/> when nobody said.</summary>
    public Exception? Failure { get; set; }

    public DateTimeOffset StartedAt { get; private set; }

    public long StartedTimestamp { get; private set; }

    public DatabaseTarget? Target { get; set; }

    public SqlDialect Dialect { get; set; }

    /// <summary>The transaction that its first command ran in, whoever began it.</summary>
    public DbTransaction? Transaction { get; set; }

    public System.Transactions.Transaction? AmbientTransaction { get; set; }

    public Guid TransactionId { get; set; }

    /// <summary>The id by which EF Core knows its transaction.</summary>
    public Guid OwnTransactionId { get; set; }

    public Span<CapturedEntity> Entities => _entities.AsSpan(0, _entityCount);

    public Span<CapturedChange> Changes => _changes.AsSpan(0, _changeCount);

    /// <summary>What belongs to one of the entities, or to one that is not saved itself.</summary>
    public List<IUpdateEntry> Owned { get; } = [];

    /// <summary>The counts, when there are too many entities for an event each.</summary>
    public ChangeTally? Tally { get; set; }

    /// <summary>The events, once it is known how it ended.</summary>
    public List<AuditEvent> Events { get; } = [];

    public void Start(DateTimeOffset at, long timestamp)
    {
        Clear();
        StartedAt = at;
        StartedTimestamp = timestamp;
        IsRunning = true;
    }

    /// <summary>A save of a single statement has no transaction by itself; with an outbox it needs one.</summary>
    public void UseOutbox(DatabaseFacade database)
    {
        _database = database;
        _behaviour = database.AutoTransactionBehavior;
        database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
    }

    public int Add(EntityPlan plan, IUpdateEntry entry, EntityState state)
    {
        if (_entityCount == _entities.Length)
            Array.Resize(ref _entities, _entityCount * 2);
        _entities[_entityCount] = new CapturedEntity { Plan = plan, Entry = entry, State = state };
        return _entityCount++;
    }

    public void Add(int entity, in CapturedChange change)
    {
        if (_changeCount == _changes.Length)
            Array.Resize(ref _changes, _changeCount * 2);
        _changes[_changeCount++] = change;
        ref var owner = ref _entities[entity];
        if (owner.First == 0)
            owner.First = _changeCount;
        else
            _changes[owner.Last - 1].Next = _changeCount;
        owner.Last = _changeCount;
        owner.Count++;
    }

    public void Truncate(int entity) => _entities[entity].IsTruncated = true;

    /// <summary>Forgets the save: nothing of it may keep an entity alive.</summary>
    public void Clear()
    {
        if (_database is { } database)
            database.AutoTransactionBehavior = _behaviour;
        _database = null;
        IsInOutbox = false;
        IsRunning = false;
        IsCaptured = false;
        Attempt = [];
        HasAttemptFailed = false;
        Failure = null;
        Target = null;
        Transaction = null;
        AmbientTransaction = null;
        TransactionId = Guid.Empty;
        OwnTransactionId = Guid.Empty;
        Tally = null;
        Forget(ref _entities, ref _entityCount);
        Forget(ref _changes, ref _changeCount);
        Forget(Events);
        Forget(Owned);
    }

    private static void Forget<T>(List<T> items)
    {
        items.Clear();
        if (items.Capacity > MostKept)
            items.Capacity = 0;
    }

    private static void Forget<T>(ref T[] items, ref int count)
    {
        if (items.Length > MostKept)
            items = new T[4];
        else
            items.AsSpan(0, count).Clear();
        count = 0;
    }
}
