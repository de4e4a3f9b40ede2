using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using Audit.AdoNet.Connections;
using Audit.Context;
using Audit.Events;

namespace Audit.AdoNet.Transactions;

/// <summary>What is known of a transaction: made when it begins, and asked for by each of its commands.</summary>
/// <remarks>A transaction is used by one thread at a time; how it ended may be learned from several sides at once, of which one wins.</remarks>
internal sealed class TransactionRecord
{
    private const int Open = 0;
    private const int Ended = 1;

    private int _state;
    private int _commands;
    private List<Savepoint>? _savepoints;
    private DbConnection? _connection;
    private StateChangeEventHandler? _stateChanged;

    public TransactionRecord(Guid id, DateTimeOffset startedAt, long start)
    {
        Id = id;
        StartedAt = startedAt;
        Start = start;
        Context = AuditContext.Current;
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            TraceId = activity.TraceId.ToHexString();
            SpanId = activity.SpanId.ToHexString();
        }
        else
        {
            TraceId = Context.TraceId;
            SpanId = Context.SpanId;
        }
    }

    /// <summary>What its commands and its own events carry.</summary>
    public Guid Id { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>The timestamp of the start.</summary>
    public long Start { get; }

    /// <summary>Who began it: it may end where nobody is known, for example when it times out.</summary>
    public AuditContext Context { get; }

    public string? TraceId { get; }

    public string? SpanId { get; }

    public ConnectionProfile? Profile { get; init; }

    public string? IsolationLevel { get; init; }

    /// <summary>Whether it was begun where its end is not seen.</summary>
    public bool IsForeign { get; init; }

    public bool IsAmbient { get; init; }

    /// <summary>What else its events carry.</summary>
    public ImmutableArray<AuditAttribute> Attributes { get; init; } = [];

    /// <summary>What issued its first command.</summary>
    public CommandSource Source { get; private set; }

    public int Commands => Volatile.Read(ref _commands);

    public bool IsEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>While it commits, a connection that is lost says nothing of how that ends.</summary>
    public bool IsCommitting { get; set; }

    /// <summary>While it is disposed of, its connection may be closed: whoever disposes of it tells how it ended.</summary>
    public bool IsDisposing { get; set; }

    /// <summary>Why committing failed, when it did, and the transaction was still there.</summary>
    public Exception? CommitError { get; set; }

    /// <summary>The name of the savepoint that is being worked on, where only the caller is told.</summary>
    public string? NextSavepoint { get; set; }

    public int Savepoints { get; private set; }

    /// <summary>A command of it ended.</summary>
    public void Count(CommandSource source)
    {
        if (Interlocked.Increment(ref _commands) == 1)
            Source = source;
    }

    /// <summary>Whoever says how it ended asks first.</summary>
    /// <returns><see langword="false"/>: somebody else has.</returns>
    public bool TryEnd()
    {
        if (Interlocked.Exchange(ref _state, Ended) != Open)
            return false;
        if (_connection is { } connection && _stateChanged is { } handler)
            connection.StateChange -= handler;
        _connection = null;
        _stateChanged = null;
        return true;
    }

    /// <summary>Tells when the connection is closed or lost, until the transaction has ended.</summary>
    public void Watch(DbConnection connection, StateChangeEventHandler changed)
    {
        _connection = connection;
        _stateChanged = changed;
        connection.StateChange += changed;
    }

    /// <summary>Whether its connection, if that is known, is still open.</summary>
    public bool HasConnection => _connection is not { } connection || (connection.State & ConnectionState.Open) != 0;

    public void Save(string? name, DateTimeOffset time, long timestamp)
    {
        Savepoints++;
        (_savepoints ??= []).Add(new Savepoint(name, time, timestamp));
    }

    /// <summary>The savepoint that is rolled back to; those behind it are gone. Without a name it is the last one.</summary>
    public Savepoint? RollBackTo(string? name)
    {
        if (_savepoints is not { Count: > 0 } savepoints)
            return null;
        var index = name is null ? savepoints.Count - 1 : savepoints.FindLastIndex(savepoint => savepoint.Name == name);
        if (index < 0)
            return null;
        savepoints.RemoveRange(index + 1, savepoints.Count - index - 1);
        return savepoints[index];
    }

    /// <summary>A savepoint is given up, and those behind it: what was done since belongs to what is before it.</summary>
    public void Release(string? name)
    {
        if (_savepoints is not { Count: > 0 } savepoints)
            return;
        var index = name is null ? savepoints.Count - 1 : savepoints.FindLastIndex(savepoint => savepoint.Name == name);
        if (index >= 0)
            savepoints.RemoveRange(index, savepoints.Count - index);
    }

    /// <summary>A place to roll back to.</summary>
    public readonly record struct Savepoint(string? Name, DateTimeOffset Time, long Timestamp);
}
