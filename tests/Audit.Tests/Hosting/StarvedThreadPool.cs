namespace Audit.Tests.Hosting;

/// <summary>A thread pool that gets to nothing: it has more work than threads, and none of it ends before a test is done.</summary>
internal static class StarvedThreadPool
{
    /// <summary>The pool adds a thread twice a second or less often: it gets to nothing for longer than <see cref="Patience"/>.</summary>
    private const int Work = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs synchronous work on a thread of its own, while the pool gets to nothing.</summary>
    /// <exception cref="TimeoutException">The work waited for the pool.</exception>
    public static async Task RunAsync(Action work)
    {
        // Not disposed: what the pool gets to later still looks at it.
        var release = new ManualResetEventSlim();
        var blocked = new CountdownEvent(Environment.ProcessorCount);
        for (var i = 0; i < Work; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    if (!blocked.IsSet)
                        blocked.Signal();
                    release.Wait();
                },
                null);
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var worker = new Thread(() =>
        {
            try
            {
                blocked.Wait();
                work();
                ended.TrySetResult();
            }
            catch (Exception exception)
            {
                ended.TrySetException(exception);
            }
        })
        {
            IsBackground = true,
        };
        new Thread(() =>
        {
            worker.Start();
            if (!worker.Join(Patience))
                ended.TrySetException(new TimeoutException("It waits for the thread pool."));
            release.Set();
        })
        {
            IsBackground = true,
        }.Start();
        await ended.Task;
    }
}
