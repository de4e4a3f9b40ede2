using System.Collections.Concurrent;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>Threads that wait for the next statement. As many as there are statements at once, started when first needed.</summary>
internal sealed class EngineThreads : IDisposable
{
    private readonly ConcurrentBag<EngineThread> _idle = [];
    private int _started;
    private volatile bool _disposed;

    internal EngineThread Rent() => _idle.TryTake(out var thread) ? thread : new EngineThread(Interlocked.Increment(ref _started));

    internal void Return(EngineThread thread)
    {
        _idle.Add(thread);
        if (_disposed)
            StopIdle();
    }

    public void Dispose()
    {
        _disposed = true;
        StopIdle();
    }

    private void StopIdle()
    {
        while (_idle.TryTake(out var thread))
            thread.Dispose();
    }
}
