using Audit.Storage;

namespace Audit.Benchmarks.Generation;

/// <summary>Takes every batch and keeps none.</summary>
internal sealed class DiscardingStore : IAuditStore
{
    public string Description => "nowhere";

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
