using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>
/// The engine of this process. libchdb has one per process by its nature, so this is the one place with static state:
/// those who ask for the same path share it, another path is refused until it is closed.
/// </summary>
internal static class EngineProcess
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static EngineHost? _current;
    private static int _users;
    private static bool _shutdownRegistered;

    internal static async Task<EngineHost> AcquireAsync(EmbeddedClickHouseOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(options.Path);
        await Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current is not null && !string.Equals(_current.Path, path, StringComparison.Ordinal))
            {
                throw new InvalidOperationException(
                    $"The ClickHouse engine of this process is open on '{_current.Path}' and cannot open '{path}' as well: there is one engine per process.");
            }
            _current ??= await EngineHost.StartAsync(path, options, time).ConfigureAwait(false);
            RegisterShutdown();
            _users++;
            return _current;
        }
        finally
        {
            Gate.Release();
        }
    }

    internal static async Task ReleaseAsync()
    {
        await Gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (--_users > 0 || _current is null)
                return;
            var engine = _current;
            _current = null;
            await engine.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static void RegisterShutdown()
    {
        if (_shutdownRegistered)
            return;
        _shutdownRegistered = true;
        // chdb_shutdown is final for the process, so it waits for the exit; it stops the engine's threads before the
        // runtime tears down what they use. With a connection still open it does nothing, and the exit reaps them.
        AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
        {
            _current?.CloseAtExit();
            _ = Chdb.Shutdown();
        };
    }
}
