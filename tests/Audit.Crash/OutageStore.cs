using System.Collections;
using Audit.Storage;

namespace Audit.Crash;

/// <summary>A store that is down until it is told to work, and then only counts: each row has to come once.</summary>
internal sealed class OutageStore : IAuditStore
{
    private readonly BitArray _rows = new(1024);
    private ulong _last;

    public bool IsDown { get; set; } = true;

    public long Stored { get; private set; }

    public long Twice { get; private set; }

    /// <summary>Rows that never came, before the last that did.</summary>
    public long Missing => (long)_last - Stored;

    public string Description => "outage";

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => PingAsync(cancellationToken);

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        if (IsDown)
            throw new IOException("The store is down.");
        foreach (var row in batch.Index.Span)
        {
            if (row.Sequence >= (ulong)_rows.Length)
                _rows.Length = (int)Math.Max(row.Sequence + 1, (ulong)_rows.Length * 2);
            Twice += _rows[(int)row.Sequence] ? 1 : 0;
            Stored += _rows[(int)row.Sequence] ? 0 : 1;
            _rows[(int)row.Sequence] = true;
            _last = Math.Max(_last, row.Sequence);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask PingAsync(CancellationToken cancellationToken) => IsDown ? throw new IOException("The store is down.") : ValueTask.CompletedTask;
}
