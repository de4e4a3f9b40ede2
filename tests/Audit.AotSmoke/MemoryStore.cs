using Audit.Storage;

namespace Audit.AotSmoke;

/// <summary>Counts what it is given.</summary>
internal sealed class MemoryStore : IAuditStore
{
    private readonly HashSet<string> _tokens = [];

    public string Description => "memory";

    public int Rows { get; private set; }

    public int Batches => _tokens.Count;

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        if (_tokens.Add(batch.Token))
            Rows += batch.Count;
        return ValueTask.CompletedTask;
    }


    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
