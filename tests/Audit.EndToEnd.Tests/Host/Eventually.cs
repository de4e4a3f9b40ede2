namespace Audit.EndToEnd.Tests.Host;

/// <summary>Waits for what another process does in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task AsyncOrThrow(Func<Task<bool>> condition, TimeSpan limit, Func<string> describe, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
                throw new TimeoutException(describe());
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Asks until the answer is as it should be; gives the last answer, so that a test can show what is wrong with it.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> isComplete, CancellationToken cancellationToken, int seconds = 20)
    {
        var answer = await ask();
        var started = TimeProvider.System.GetTimestamp();
        while (!isComplete(answer) && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(seconds))
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            answer = await ask();
        }

        return answer;
    }
}
