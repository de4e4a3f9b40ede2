using System.Diagnostics;
using Audit.Spooling.Adoption;
using Audit.Spooling.Files;
using Audit.Testing.Endings;

namespace Audit.Tests.Hosting;

/// <summary>
/// Real processes whose store is not there end in every way there is. What they recorded is on disk: events at the level <c>Memory</c> by every way but the
/// kill, and what was acknowledged at <c>Process</c> by the kill, too. None of them is held up by the store.
/// </summary>
public sealed class EndingTests : IDisposable
{
    /// <summary>Far below what it would take to wait for the store, far above what an end takes on a busy machine.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(45);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("audit-ending-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Spool => Path.Combine(_directory.FullName, "spool");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("return", "down", 7)]
    [InlineData("return", "hangs", 7)]
    [InlineData("exit", "down", 7)]
    [InlineData("throw", "down", 134)]
    public async Task A_process_that_ends_by_itself_leaves_everything_on_disk(string end, string store, int exitCode)
    {
        var since = Stopwatch.GetTimestamp();
        using var process = EndingProcess.Start(Spool, 101, end, store);

        Assert.Equal(exitCode, await process.EndAsync(Token));

        Assert.Equal(101, EventsOnDisk());
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, Soon);
    }

    [Theory]
    [InlineData("TERM", "idle", "down", 143)]
    [InlineData("INT", "idle", "down", 130)]
    [InlineData("HUP", "idle", "down", 129)]
    [InlineData("QUIT", "idle", "down", 131)]
    [InlineData("TERM", "wait", "hangs", 143)]
    [InlineData("TERM", "host", "down", 0)]
    [InlineData("TERM", "host", "hangs", 0)]
    [InlineData("INT", "host", "down", 0)]
    public async Task A_process_that_is_told_to_end_leaves_everything_on_disk(string signal, string end, string store, int exitCode)
    {
        using var process = EndingProcess.Start(Spool, 101, end, store);
        await process.RecordedAsync(Token);
        var since = Stopwatch.GetTimestamp();

        await process.SignalAsync(signal, Token);

        Assert.Equal(exitCode, await process.EndAsync(Token));
        Assert.Equal(101, EventsOnDisk());
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, Soon);
    }

    [Fact]
    public async Task A_process_that_fails_fast_leaves_what_was_acknowledged_on_disk()
    {
        using var process = EndingProcess.Start(Spool, 100, "failfast");

        Assert.Equal(134, await process.EndAsync(Token));

        Assert.Equal(100, EventsOnDisk());
    }

    private long EventsOnDisk() => Assert.Single(new SpoolSurvey(new SpoolFiles(), Spool).Run()).Events;
}
