using Audit.Storage;

namespace Audit.Redis.Tests.Keys;

/// <summary>Keeps the bytes of all rows.</summary>
internal sealed class MemoryStore : IAuditStore
{
    private readonly List<byte> _rows = [];

    public string Description => "memory";

    public byte[] Bytes => [.. _rows];

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        _rows.AddRange(batch.Rows.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
