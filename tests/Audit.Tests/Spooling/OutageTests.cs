using System.Globalization;

namespace Audit.Tests.Spooling;

/// <summary>
/// A real process records 20,000 events per second while the store is down. <c>AUDIT_OUTAGE_SECONDS</c> says for how long; unless set, 15 seconds.
/// <c>eng/soak.sh</c> runs the same for a minute and for ten.
/// </summary>
public sealed class OutageTests : IDisposable
{
    private const int Rate = 20_000;

    private static readonly string Seconds = Environment.GetEnvironmentVariable("AUDIT_OUTAGE_SECONDS") ?? "15";

    private readonly string _directory = Directory.CreateTempSubdirectory("audit-outage-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task While_the_store_is_down_memory_stays_flat_and_afterwards_everything_is_delivered_once()
    {
        var spool = Path.Combine(_directory, "spool");
        using var process = CrashProgram.Start("outage", spool, Seconds, Rate.ToString(CultureInfo.InvariantCulture));
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        var figures = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' '))
            .ToDictionary(static words => words[0], static words => double.Parse(words[1], CultureInfo.InvariantCulture));
        var events = double.Parse(Seconds, CultureInfo.InvariantCulture) * Rate;
        Assert.Equal((events, events, 0d), (figures["recorded"], figures["delivered"], figures["dropped"]));
        Assert.Equal((events, 0d, 0d), (figures["stored"], figures["stored_twice"], figures["missing"]));
        // What is recorded meanwhile takes more than a hundred bytes per event, and lies on disk.
        Assert.InRange(figures["spool_mb"], events * 100 / 1e6, double.MaxValue);
        Assert.InRange(figures["managed_after_mb"] - figures["managed_mb"], -1000, 16);
        Assert.InRange(figures["resident_after_mb"] - figures["resident_mb"], -1000, 64);
        Assert.Empty(Directory.EnumerateFileSystemEntries(spool));
    }
}
