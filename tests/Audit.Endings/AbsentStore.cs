using Audit.Storage;

namespace Audit.Endings;

/// <summary>A store that is not there: it refuses the connection, or never answers.</summary>
internal sealed class AbsentStore(bool hangs) : IAuditStore
{
    public string Description => "absent";

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => FailAsync(cancellationToken);

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken) => FailAsync(cancellationToken);

    public ValueTask PingAsync(CancellationToken cancellationToken) => FailAsync(cancellationToken);

    private async ValueTask FailAsync(CancellationToken cancellationToken)
    {
        if (hangs)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new HttpRequestException("connection refused");
    }
}
