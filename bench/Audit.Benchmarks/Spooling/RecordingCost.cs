using Audit.Benchmarks.Measuring;
using Audit.Spooling.Configuration;

namespace Audit.Benchmarks.Spooling;

/// <summary>What <c>Record</c> costs the threads that call it, several at once, while the consumer works.</summary>
internal static class RecordingCost
{
    private const int EventsPerRound = 400_000;

    public static async Task<Cost> MeasureAsync(int producers, int rounds, CancellationToken cancellationToken)
    {
        await using var host = new SpoolHost(null, AcknowledgementLevel.Memory);
        var costs = new List<Cost>();
        for (var round = 0; round <= rounds; round++)
        {
            var cost = Round(host, producers);
            await host.Log.FlushAsync(cancellationToken);
            // The first round warms up.
            if (round > 0)
                costs.Add(cost);
        }

        return Cost.Median(costs);
    }

    private static Cost Round(SpoolHost host, int producers)
    {
        var each = EventsPerRound / producers;
        var costs = new Cost[producers];
        using var start = new Barrier(producers);
        var threads = new Thread[producers];
        for (var i = 0; i < producers; i++)
        {
            var producer = i;
            var events = host.Create(each);
            threads[i] = new Thread(() =>
            {
                start.SignalAndWait();
                costs[producer] = Cost.Of(
                    number =>
                    {
                        if (!host.Log.Record(events[number]))
                            throw new InvalidOperationException("An event was dropped.");
                    },
                    each);
            });
            threads[i].Start();
        }

        foreach (var thread in threads)
            thread.Join();
        return new Cost(costs.Average(static cost => cost.Microseconds), costs.Average(static cost => cost.Bytes));
    }
}
