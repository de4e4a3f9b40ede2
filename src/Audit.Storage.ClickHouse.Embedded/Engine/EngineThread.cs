using System.Collections.Concurrent;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>
/// A thread of its own for the engine's blocking calls, so that they never occupy the thread pool. One call at a time is expected.
/// </summary>
internal sealed class EngineThread : IDisposable
{
    private readonly BlockingCollection<Action> _calls = [];

    internal EngineThread(int number)
    {
        var thread = new Thread(Run) { IsBackground = true, Name = $"clickhouse-{number}" };
        thread.UnsafeStart();
    }

    internal Task<T> RunAsync<T>(Func<T> call)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls.Add(() =>
        {
            try
            {
                completion.SetResult(call());
            }
#pragma warning disable CA1031 // The caller gets whatever the call threw.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                completion.SetException(exception);
            }
        });
        return completion.Task;
    }

    internal Task RunAsync(Action call) => RunAsync(() =>
    {
        call();
        return true;
    });

    public void Dispose() => _calls.CompleteAdding();

    private void Run()
    {
        foreach (var call in _calls.GetConsumingEnumerable())
            call();
        _calls.Dispose();
    }
}
