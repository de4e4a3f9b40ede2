using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Embedded;

/// <summary>
/// The application's engine: opened when the host starts, or by the first request before that, and closed with the
/// service provider, after every hosted service has stopped.
/// </summary>
internal sealed class EmbeddedClickHouseEngine(
    IOptions<EmbeddedClickHouseOptions> options, TimeProvider time, ILogger<EmbeddedClickHouseEngine> logger) : IHostedService, IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private EmbeddedClickHouse? _engine;
    private bool _disposed;

    internal HttpMessageHandler CreateHandler() => new EmbeddedClickHouseHandler(GetAsync);

    internal async ValueTask<EngineHost> GetAsync(CancellationToken cancellationToken)
    {
        if (_engine is { } open)
            return open.Engine;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_engine is null)
            {
                _engine = await EmbeddedClickHouse.OpenAsync(options.Value, time, cancellationToken).ConfigureAwait(false);
                Log.EngineOpened(logger, _engine.Version, _engine.Engine.Path);
            }
            return _engine.Engine;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken) => await GetAsync(cancellationToken).ConfigureAwait(false);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _disposed = true;
            if (_engine is { } engine)
            {
                _engine = null;
                await engine.DisposeAsync().ConfigureAwait(false);
                Log.EngineClosed(logger);
            }
        }
        finally
        {
            _gate.Release();
        }
    }
}
