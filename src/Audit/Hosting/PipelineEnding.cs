namespace Audit.Hosting;

/// <summary>
/// Ends the pipeline before what it delivers to: a container that is disposed without a stop disposes last what it made first, and the store is made only when the
/// pipeline starts. Asked for right after the store.
/// </summary>
internal sealed class PipelineEnding(AuditPipeline pipeline) : IAsyncDisposable, IDisposable
{
    public ValueTask DisposeAsync() => pipeline.DisposeAsync();

    public void Dispose() => pipeline.Dispose();
}
