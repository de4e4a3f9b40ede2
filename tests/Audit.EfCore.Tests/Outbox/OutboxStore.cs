using Audit.Storage;
using Audit.Testing;

namespace Audit.EfCore.Tests.Outbox;

/// <summary>A store that keeps the contract of stores, and fails when told to.</summary>
internal sealed class OutboxStore : IAuditStore
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _tokens = [];
    private readonly List<(string Stream, ulong Sequence, byte[] Bytes)> _rows = [];
    private readonly List<DeadLetter> _deadLetters = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writers;

    public string Description => "memory";

    /// <summary>What happens before a batch is stored; throws to fail.</summary>
    public Action<SealedBatch> BeforeWrite { get; set; } = static _ => { };

    /// <summary>What happens after a batch is stored; throws to lose the acknowledgement.</summary>
    public Action<SealedBatch> AfterWrite { get; set; } = static _ => { };

    /// <summary>What happens before dead letters are kept; throws to fail.</summary>
    public Action BeforeKeep { get; set; } = static () => { };

    /// <summary>Whether tokens are forgotten at once, as those of long ago are.</summary>
    public bool ForgetsTokens { get; set; }

    public int Questions { get; private set; }

    public IReadOnlyList<DeadLetter> DeadLetters => _deadLetters;

    /// <summary>The rows that came from outboxes.</summary>
    public IReadOnlyList<(string Stream, ulong Sequence, IReadOnlyDictionary<string, object?> Columns)> Relayed
    {
        get
        {
            lock (_lock)
                return [.. _rows.Where(static row => row.Stream.StartsWith("outbox/", StringComparison.Ordinal)).Select(static row => (row.Stream, row.Sequence, NaiveRowReader.Read(row.Bytes)))];
        }
    }

    /// <summary>The rows that were recorded in the ordinary way.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Recorded
    {
        get
        {
            lock (_lock)
                return [.. _rows.Where(static row => !row.Stream.StartsWith("outbox/", StringComparison.Ordinal)).Select(static row => NaiveRowReader.Read(row.Bytes))];
        }
    }

    /// <summary>The keys of the entities that the outbox told of, sorted.</summary>
    public IEnumerable<string> Keys => Relayed.Select(static row => (string)row.Columns["entity_key"]!).Where(static key => key.Length > 0).Order(StringComparer.Ordinal);

    public async Task WaitForRelayedAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (Relayed.Count >= count)
                return;
            await changed.WaitAsync(cancellationToken);
        }
    }

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Assert.Equal(1, Interlocked.Increment(ref _writers));
        try
        {
            BeforeWrite(batch);
            lock (_lock)
            {
                if (_tokens.Add(batch.Token) || ForgetsTokens)
                {
                    foreach (var row in batch.Index.Span)
                        _rows.Add((batch.Stream, row.Sequence, batch.Rows.Slice(row.Offset, row.Length).ToArray()));
                }
            }

            Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            AfterWrite(batch);
            return ValueTask.CompletedTask;
        }
        finally
        {
            Interlocked.Decrement(ref _writers);
        }
    }

    public ValueTask KeepAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken)
    {
        BeforeKeep();
        _deadLetters.AddRange(deadLetters);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlySet<ulong>?> FindStoredAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        Questions++;
        lock (_lock)
            return new(new HashSet<ulong>(_rows.Where(row => row.Stream == batch.Stream).Select(static row => row.Sequence).Intersect(batch.Index.ToArray().Select(static row => row.Sequence))));
    }

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
