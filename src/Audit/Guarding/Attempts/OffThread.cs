using System.Runtime.ExceptionServices;

namespace Audit.Guarding.Attempts;

/// <summary>
/// Waits in synchronous code for asynchronous work, for a bounded time. The work begins on a thread of its own, without the caller's synchronization
/// context; the caller waits for a signal and for no task. See the readme of this folder.
/// </summary>
internal static class OffThread
{
    /// <summary>Runs the work.</summary>
    /// <param name="work">The work; its token is cancelled when the time is over.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="result">What the work returned.</param>
    /// <returns><see langword="false"/> when the time was over before.</returns>
    public static bool TryRun<T>(Func<CancellationToken, ValueTask<T>> work, TimeSpan timeout, out T? result)
    {
        var call = new Call<T>();
        // Not an unsafe start: who acts, and in which trace, flows with the work.
        new Thread(() => _ = call.RunAsync(work)) { IsBackground = true, Name = "audit-guard" }.Start();
        return call.TryWait(timeout, out result);
    }

#pragma warning disable CA1001 // Neither is disposed: when the caller leaves, the work still has them. Unused handles and timers they have none.
    private sealed class Call<T>
#pragma warning restore CA1001
    {
        private readonly ManualResetEventSlim _done = new();
        private readonly CancellationTokenSource _cancellation = new();
        private ExceptionDispatchInfo? _error;
        private T? _result;

        public async Task RunAsync(Func<CancellationToken, ValueTask<T>> work)
        {
            try
            {
                _result = await work(_cancellation.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _error = ExceptionDispatchInfo.Capture(exception);
            }

            _done.Set();
        }

        public bool TryWait(TimeSpan timeout, out T? result)
        {
            if (!_done.Wait(timeout))
            {
                _cancellation.Cancel();
                result = default;
                return false;
            }

            _error?.Throw();
            result = _result;
            return true;
        }
    }
}
