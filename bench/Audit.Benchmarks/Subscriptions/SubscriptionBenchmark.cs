using System.Diagnostics;
using System.Globalization;
using System.Text;
using Audit.Benchmarks.Measuring;
using Audit.Benchmarks.Reporting;
using Audit.Diagnostics;

namespace Audit.Benchmarks.Subscriptions;

/// <summary>What it takes to let many follow the log at once, over WebSockets, and whether memory stays what it is.</summary>
internal sealed class SubscriptionBenchmark : IBenchmark
{
    private const double TargetGrowthMiB = 16;
    private const string All = "subscription{auditEventAdded{id occurredAt action actor{id} database{statement}}}";
    private const string Few = "subscription{auditEventAdded(filter:{actorId:{eq:\"user-7\"}}){id occurredAt action actor{id} database{statement}}}";

    public string Verb => "subscriptions";

    public string Description => "Subscribers over WebSockets while events are recorded [--subscribers 200] [--rate 1000] [--seconds 8]";

    public async Task<string> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var subscribers = arguments.Number("subscribers", 200);
        var rate = arguments.Number("rate", 1_000);
        var seconds = arguments.Number("seconds", 8);
        arguments.RequireAllUsed();

        var table = new MarkdownTable("each follows", "recorded/s", "delivered/s", "skipped", "latency p50", "p99", "CPU", "heap at ¼ → end", "working set at ¼ → end");
        var isFlat = true;
        foreach (var (name, query) in new[] { ("one event in 100", Few), ("all events", All) })
        {
            var run = await MeasureAsync(query, subscribers, rate, seconds, cancellationToken);
            isFlat &= run.HeapGrowth < TargetGrowthMiB;
            table.Add(
                name,
                Text($"{run.Recorded:0}"),
                Text($"{run.Delivered:0}"),
                Text($"{run.Skipped:0.0} %"),
                Text($"{run.Median:0} ms"),
                Text($"{run.Late:0} ms"),
                Text($"{run.Cpu:0.00} cores"),
                Text($"{run.Heap:0} → {run.Heap + run.HeapGrowth:0} MiB"),
                Text($"{run.WorkingSet:0} → {run.WorkingSet + run.WorkingSetGrowth:0} MiB"));
        }

        return $"""
            # Subscriptions

            {Machine.Description}.
            {subscribers} WebSockets with a subscription each, clients in the same process, while {rate} events per second are recorded for {seconds} s by a pipeline with a spool
            and a store that keeps nothing. Latency is from the event's time to the client. What a client does not take in time is skipped, the oldest first, and told to it.
            The heap is that after a full collection; target: it grows by less than {TargetGrowthMiB} MiB while three quarters of the events go through: {(isFlat ? "met" : "not met")}.

            {table}
            """;
    }

    private static async Task<Run> MeasureAsync(string query, int subscribers, int rate, int seconds, CancellationToken cancellationToken)
    {
        await using var host = await FollowedHost.StartAsync(subscribers, cancellationToken);
        var clients = new List<Follower>();
        for (var i = 0; i < subscribers; i++)
            clients.Add(await Follower.StartAsync(host.Address, query, cancellationToken));
        await host.RecordAsync(rate, TimeSpan.FromSeconds(1), cancellationToken);

        foreach (var client in clients)
            client.Reset();
        using var process = Process.GetCurrentProcess();
        var (before, cpu, wall) = (host.Statistics, process.TotalProcessorTime, Wall.Start());
        await host.RecordAsync(rate, TimeSpan.FromSeconds(seconds / 4.0), cancellationToken);
        var quarter = Memory();
        await host.RecordAsync(rate, TimeSpan.FromSeconds(seconds * 3 / 4.0), cancellationToken);
        var (after, used, took, end) = (host.Statistics, process.TotalProcessorTime - cpu, wall.Seconds, Memory());
        var (delivered, skipped) = (clients.Sum(client => client.Delivered), clients.Sum(client => client.Skipped));
        var latencies = clients.SelectMany(client => client.Latencies).DefaultIfEmpty(0).ToArray();
        foreach (var client in clients)
            await client.DisposeAsync();
        return new Run(
            (after.Recorded - before.Recorded) / took,
            delivered / took,
            100.0 * skipped / Math.Max(1, skipped + delivered),
            Wall.Percentile(latencies, 0.5),
            Wall.Percentile(latencies, 0.99),
            used.TotalSeconds / took,
            quarter.Heap,
            end.Heap - quarter.Heap,
            quarter.WorkingSet,
            end.WorkingSet - quarter.WorkingSet);
    }

    private static (double Heap, double WorkingSet) Memory()
    {
        const double MiB = 1024 * 1024;
        var heap = GC.GetTotalMemory(forceFullCollection: true) / MiB;
        return (heap, Environment.WorkingSet / MiB);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Run(
        double Recorded, double Delivered, double Skipped, double Median, double Late, double Cpu, double Heap, double HeapGrowth, double WorkingSet, double WorkingSetGrowth);
}
