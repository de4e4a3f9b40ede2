using Audit.Storage;
using Audit.Testing;

namespace Audit.EfCore.Tests.Parallel;

/// <summary>Keeps the rows that the engine delivered.</summary>
internal sealed class CollectingStore : IAuditStore
{
    private readonly List<byte[]> _rows = [];

    public string Description => "memory";

    /// <summary>The rows by column; read them when everything is delivered.</summary>
    public IEnumerable<IReadOnlyDictionary<string, object?>> Rows => _rows.Select(static row => NaiveRowReader.Read(row));

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        foreach (var row in batch.Index.Span)
            _rows.Add(batch.Rows.Slice(row.Offset, row.Length).ToArray());
        return ValueTask.CompletedTask;
    }

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
