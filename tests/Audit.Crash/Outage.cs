using System.Diagnostics;
using System.Globalization;
using Audit.Events;
using Audit.Hosting;
using Audit.Spooling;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Crash;

/// <summary>Records at a steady rate while the store is down, then lets it take everything; measures memory, disk and time. Writes a name and a number per line.</summary>
internal static class Outage
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public static async Task RunAsync(IServiceProvider services, OutageStore store, TimeSpan length, int rate)
    {
        var log = services.GetRequiredService<IAuditLog>();
        var pipeline = services.GetRequiredService<IAuditPipeline>();
        var spool = services.GetRequiredService<SpoolState>();
        var target = (long)(length.TotalSeconds * rate);

        // The first fifth lets pools and caches grow to what they need.
        var began = Stopwatch.GetTimestamp();
        await RecordAsync(log, 0, target / 5, rate);
        var (managed, resident) = Memory();
        await RecordAsync(log, target / 5, target, rate);
        var (managedAfter, residentAfter) = Memory();
        var recording = Stopwatch.GetElapsedTime(began);
        var (disk, lag) = (spool.Bytes(), spool.OldestAge(TimeProvider.System));

        store.IsDown = false;
        began = Stopwatch.GetTimestamp();
        await log.FlushAsync();
        var draining = Stopwatch.GetElapsedTime(began);
        var statistics = pipeline.Statistics;
        await pipeline.StopAsync();

        Write("recorded", statistics.Recorded);
        Write("delivered", statistics.Delivered);
        Write("dropped", statistics.Dropped);
        Write("stored", store.Stored);
        Write("stored_twice", store.Twice);
        Write("missing", store.Missing);
        Write("outage_seconds", recording.TotalSeconds);
        Write("events_per_second", target / recording.TotalSeconds);
        Write("spool_mb", disk / 1e6);
        Write("lag_seconds", lag.TotalSeconds);
        Write("managed_mb", managed / 1e6);
        Write("managed_after_mb", managedAfter / 1e6);
        Write("resident_mb", resident / 1e6);
        Write("resident_after_mb", residentAfter / 1e6);
        Write("drain_seconds", draining.TotalSeconds);
        Write("drained_per_second", target / draining.TotalSeconds);
        Write("cpu_seconds", Environment.CpuUsage.TotalTime.TotalSeconds);
    }

    private static async Task RecordAsync(IAuditLog log, long from, long to, int rate)
    {
        using var timer = new PeriodicTimer(Tick);
        var began = Stopwatch.GetTimestamp();
        for (var number = from; number < to;)
        {
            await timer.WaitForNextTickAsync();
            var due = Math.Min(from + (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * rate), to);
            for (; number < due; number++)
                log.Record(Events.Of(number + 1));
        }
    }

    private static (long Managed, long Resident) Memory() => (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);

    private static void Write(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###}"));
}
