using System.Diagnostics;
using Audit.Benchmarks.Measuring;
using Audit.Spooling.Configuration;

namespace Audit.Benchmarks.Spooling;

/// <summary>How many events per second are durable, and after what time, when each producer records the next one only when the last one is.</summary>
/// <param name="PerSecond">Events per second.</param>
/// <param name="Median">The median time of a recording, in milliseconds.</param>
/// <param name="Slowest">The time that one in a hundred recordings exceeds, in milliseconds.</param>
internal readonly record struct Acknowledging(double PerSecond, double Median, double Slowest)
{
    public static async Task<Acknowledging> MeasureAsync(string directory, int producers, int events, int rounds, CancellationToken cancellationToken)
    {
        await using var host = new SpoolHost(directory, AcknowledgementLevel.Disk);
        var results = new List<Acknowledging>();
        for (var round = 0; round <= rounds; round++)
        {
            var result = await RoundAsync(host, producers, events / producers, cancellationToken);
            if (round > 0)
                results.Add(result);
        }

        return new Acknowledging(
            Wall.Percentile(results.Select(static result => result.PerSecond), 0.5),
            Wall.Percentile(results.Select(static result => result.Median), 0.5),
            Wall.Percentile(results.Select(static result => result.Slowest), 0.5));
    }

    private static async Task<Acknowledging> RoundAsync(SpoolHost host, int producers, int each, CancellationToken cancellationToken)
    {
        var times = new double[producers * each];
        var events = host.Create(producers * each);
        var clock = Wall.Start();
        await Task.WhenAll(Enumerable.Range(0, producers).Select(producer => Task.Run(
            async () =>
            {
                for (var i = producer * each; i < (producer + 1) * each; i++)
                {
                    var started = Stopwatch.GetTimestamp();
                    if (!await host.Log.RecordAsync(events[i], cancellationToken))
                        throw new InvalidOperationException("An event was lost.");
                    times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                }
            },
            cancellationToken)));
        return new Acknowledging(times.Length / clock.Seconds, Wall.Percentile(times, 0.5), Wall.Percentile(times, 0.99));
    }
}
