using Audit.GraphQL.Exports;
using Audit.GraphQL.Schema.Exports;

namespace Audit.GraphQL.Subscriptions;

/// <summary>An export now, and again whenever it has changed, until it has ended.</summary>
internal sealed class ExportStream : SourceStream<Export>
{
    private readonly CancellationTokenSource _stop = new();
    private IAsyncEnumerator<Export>? _changes;
    private Task<bool> _next = Task.FromResult(true);
    private int _disposed;

    private ExportStream()
    {
    }

    /// <exception cref="Errors.ApiError">There is no such export that they may see.</exception>
    public static async Task<ExportStream> OpenAsync(ViewerExports exports, Guid id, CancellationToken cancellationToken)
    {
        var stream = new ExportStream();
        using var giveUp = cancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), stream._stop);
        try
        {
            stream._changes = (await exports.WatchAsync(id, stream._stop.Token).ConfigureAwait(false)).GetAsyncEnumerator(stream._stop.Token);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public override async ValueTask<SourceItem?> NextAsync(CancellationToken cancellationToken)
    {
        _next = _changes!.MoveNextAsync().AsTask();
        return await _next.WaitAsync(cancellationToken).ConfigureAwait(false) ? new SourceItem(_changes.Current) : null;
    }

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _ = EndAsync();
    }

    /// <summary>Whoever watches has to be done with the last change before it can be let go.</summary>
    private async Task EndAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_changes is not null)
            await _changes.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }
}
