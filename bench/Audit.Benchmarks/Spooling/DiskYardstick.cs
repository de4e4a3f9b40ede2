using System.Diagnostics;
using Audit.Benchmarks.Measuring;
using Audit.Spooling.Files;

namespace Audit.Benchmarks.Spooling;

/// <summary>What the disk takes, whatever is built on it: sectors, each made durable before the next, in a file that has its blocks already.</summary>
internal static class DiskYardstick
{
    private const int Sector = 512;

    public static Acknowledging Measure(string directory, int times)
    {
        var files = new SpoolFiles();
        var path = Path.Combine(directory, "yardstick");
        using var file = files.Create(path);
        file.Write(new byte[Sector * times], 0);
        file.Sync();
        var sector = new byte[Sector];
        var milliseconds = new double[times];
        var clock = Wall.Start();
        for (var i = 0; i < times; i++)
        {
            Random.Shared.NextBytes(sector);
            var started = Stopwatch.GetTimestamp();
            file.Write(sector, (long)i * Sector);
            file.Sync();
            milliseconds[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        return new Acknowledging(times / clock.Seconds, Wall.Percentile(milliseconds, 0.5), Wall.Percentile(milliseconds, 0.99));
    }
}
