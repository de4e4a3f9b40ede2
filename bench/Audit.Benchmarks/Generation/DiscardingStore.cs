using Audit.Storage;

namespace Audit.Benchmarks.Generation;

/// <summary>Takes every batch and keeps none.</summary>
internal sealed class DiscardingStore : IAuditStore
{
    public string Description => "nowhere";

    /// <summary>What is kept nowhere cannot get lost; the spool need not keep it either.</summary>
    public bool IsDurable => true;

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
