using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>Carries a cancellation to the engine.</summary>
internal static class Cancellation
{
    /// <summary>Waits for the statement; when cancelled meanwhile it is killed, waited for, and the cancellation thrown.</summary>
    internal static async Task<ChdbResult> AwaitAsync(EngineLease lease, Task<ChdbResult> statement, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), cancelled);
        if (await Task.WhenAny(statement, cancelled.Task).ConfigureAwait(false) == cancelled.Task)
            await lease.KillAsync(statement).ConfigureAwait(false);
        var result = await statement.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }
}
