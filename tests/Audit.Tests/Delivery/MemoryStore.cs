using System.Collections.Concurrent;
using Audit.Storage;
using Audit.Testing;

namespace Audit.Tests.Delivery;

/// <summary>A store in memory that keeps the contract of stores, and fails when told to.</summary>
internal sealed class MemoryStore : IAuditStore
{
    private readonly ConcurrentDictionary<string, byte> _tokens = new();
    private readonly Lock _lock = new();
    private readonly List<StoredRow> _rows = [];

    public string Description => "memory";

    public bool IsDurable { get; set; }

    public int Initializations { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Whether it tells what it has of a batch.</summary>
    public bool Answers { get; set; }

    /// <summary>How often it was asked what it has of a batch.</summary>
    public int Questions { get; private set; }

    public int Batches => _tokens.Count;

    /// <summary>The tokens of the batches that were prepared.</summary>
    public ConcurrentQueue<string> Prepared { get; } = new();

    /// <summary>What happens before a batch is stored; throws to fail.</summary>
    public Func<SealedBatch, CancellationToken, ValueTask> BeforeWrite { get; set; } = static (_, _) => ValueTask.CompletedTask;

    /// <summary>What happens after a batch is stored; throws to lose the acknowledgement.</summary>
    public Func<SealedBatch, CancellationToken, ValueTask> AfterWrite { get; set; } = static (_, _) => ValueTask.CompletedTask;

    /// <summary>Which rows are refused; a batch that holds one is refused whole.</summary>
    public Func<SealedRow, bool> IsBad { get; set; } = static _ => false;

    public ConcurrentDictionary<ulong, DeadLetter> DeadLetters { get; } = new();

    public Func<CancellationToken, ValueTask> BeforeInitialize { get; set; } = static _ => ValueTask.CompletedTask;

    /// <summary>Its clock; none unless a test gives it one.</summary>
    public Func<CancellationToken, ValueTask<DateTimeOffset?>> Clock { get; set; } = static _ => default;

    /// <summary>The rows in the order in which they were stored.</summary>
    public IReadOnlyList<StoredRow> Rows
    {
        get
        {
            lock (_lock)
                return [.. _rows];
        }
    }

    public async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        Initializations++;
        await BeforeInitialize(cancellationToken);
    }

    public async ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Attempts++;
        await BeforeWrite(batch, cancellationToken);
        foreach (var row in batch.Index.Span)
        {
            if (IsBad(row))
                throw new AuditStoreException(AuditStoreFailure.RowsRejected, "BAD_ROW");
        }

        if (_tokens.TryAdd(batch.Token, 0))
        {
            lock (_lock)
            {
                foreach (var row in batch.Index.Span)
                    _rows.Add(new StoredRow(batch.Stream, batch.RetentionClass, batch.Token, row, batch.Rows.Slice(row.Offset, row.Length).ToArray()));
            }
        }

        await AfterWrite(batch, cancellationToken);
    }

    public ValueTask KeepAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken)
    {
        foreach (var deadLetter in deadLetters)
            DeadLetters[deadLetter.Sealed.Sequence] = deadLetter with { Row = deadLetter.Row.ToArray() };
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlySet<ulong>?> FindStoredAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        if (!Answers)
            return new((IReadOnlySet<ulong>?)null);
        Questions++;
        var asked = batch.Index.ToArray().Select(static row => row.Sequence).ToHashSet();
        lock (_lock)
            asked.IntersectWith(_rows.Where(row => row.Stream == batch.Stream).Select(static row => row.Sealed.Sequence));
        return new(asked);
    }

    public void Prepare(SealedBatch batch) => Prepared.Enqueue(batch.Token);

    public ValueTask<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken) => Clock(cancellationToken);

    public ValueTask PingAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }
}

internal sealed record StoredRow(string Stream, string RetentionClass, string Token, SealedRow Sealed, byte[] Bytes)
{
    private readonly Lazy<IReadOnlyDictionary<string, object?>> _columns = new(() => NaiveRowReader.Read(Bytes));

    public object? this[string column] => _columns.Value[column];
}
