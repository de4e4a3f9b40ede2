using System.Globalization;
using System.Text;
using Audit.Benchmarks.Reporting;

namespace Audit.Benchmarks.Spooling;

/// <summary>What recording costs, how fast events are durable, and how many get through the spool.</summary>
internal sealed class SpoolBenchmark : IBenchmark
{
    private const double RecordNanoseconds = 150;
    private const double RecordBytes = 400;
    private const double Pipelined = 700_000;

    /// <summary>What a prototype of the spool reached on two cores: the goal of this one.</summary>
    private static readonly (int Producers, int Events, double PerSecond)[] Goals = [(1, 4_000, 6_000), (8, 16_000, 0), (64, 64_000, 111_000)];

    public string Verb => "spool";

    public string Description => "What recording costs, and how fast events get to the disk [--rounds 5] [--events 500000] [--directory DIR]";

    public async Task<string> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Number("rounds", 5);
        var events = arguments.Number("events", 500_000);
        var parent = arguments.Text("directory") ?? Path.GetTempPath();
        arguments.RequireAllUsed();
        var directory = Directory.CreateDirectory(Path.Combine(parent, $"audit-bench-{Environment.ProcessId}")).FullName;
        try
        {
            var report = new StringBuilder();
            report.Append("# Recording and the spool\n\n").Append(Machine.Description).Append(CultureInfo.InvariantCulture, $". Medians of {rounds} rounds.\n\n");
            await RecordAsync(report, rounds, cancellationToken);
            await AcknowledgeAsync(report, directory, rounds, cancellationToken);
            await FlowAsync(report, directory, rounds, events, cancellationToken);
            return report.ToString();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task RecordAsync(StringBuilder report, int rounds, CancellationToken cancellationToken)
    {
        report.Append("## `Record`\n\nCPU time and bytes of the calling thread per event, from the call to its return, while the consumer works. The event itself was made before.\n\n");
        var table = new MarkdownTable("producers", "ns", "B", $"target {RecordNanoseconds} ns, {RecordBytes} B");
        foreach (var producers in (int[])[1, 2, 8])
        {
            var cost = await RecordingCost.MeasureAsync(producers, rounds, cancellationToken);
            table.Add(Text(producers), Text(cost.Microseconds * 1000), Text(cost.Bytes), Verdict(cost.Microseconds * 1000 <= RecordNanoseconds && cost.Bytes <= RecordBytes));
        }

        report.Append(table).Append('\n');
    }

    private static async Task AcknowledgeAsync(StringBuilder report, string directory, int rounds, CancellationToken cancellationToken)
    {
        var disk = DiskYardstick.Measure(directory, 2_000);
        report.Append("## Durable acknowledgement\n\nEach producer awaits `RecordAsync` at level `Disk` before it records the next event. ");
        report.Append(CultureInfo.InvariantCulture, $"The disk alone, 512 bytes and `fdatasync` in turn by one thread: {disk.PerSecond:N0} per second, median {disk.Median:F3} ms, p99 {disk.Slowest:F3} ms.\n\n");
        var table = new MarkdownTable("producers", "events/s", "p50 ms", "p99 ms", "share of the disk's syncs", "target events/s");
        foreach (var (producers, events, goal) in Goals)
        {
            var result = await Acknowledging.MeasureAsync(Path.Combine(directory, $"acknowledge-{producers}"), producers, events, rounds, cancellationToken);
            table.Add(
                Text(producers), Text(result.PerSecond), Text(result.Median, "F3"), Text(result.Slowest, "F3"), (result.PerSecond / disk.PerSecond).ToString("P0", CultureInfo.InvariantCulture),
                goal > 0 ? $"{Text(goal)}: {Verdict(result.PerSecond >= goal)}" : "");
        }

        report.Append(table).Append('\n');
    }

    private static async Task FlowAsync(StringBuilder report, string directory, int rounds, int events, CancellationToken cancellationToken)
    {
        report.Append(CultureInfo.InvariantCulture, $"## Nobody waits\n\n{events:N0} events in a row, until the last is durable; the sender reads them again meanwhile, for a store that costs nothing.\n\n");
        var table = new MarkdownTable("", "events/s", "CPU µs per event", $"target {Text(Pipelined)} events/s");
        var recorded = await Flow.RecordedAsync(Path.Combine(directory, "recorded"), events, rounds, cancellationToken);
        table.Add("recorded by one thread, encoded, hashed, spooled", Text(recorded.PerSecond), Text(recorded.Microseconds, "F2"), Verdict(recorded.PerSecond >= Pipelined));
        var alone = await Flow.SealedAsync(Path.Combine(directory, "sealed"), events, rounds);
        table.Add("the spool alone: encoded and hashed before", Text(alone.PerSecond), Text(alone.Microseconds, "F2"), Verdict(alone.PerSecond >= Pipelined));
        report.Append(table);
    }

    private static string Text(double value, string format = "N0") => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Verdict(bool isMet) => isMet ? "met" : "missed";
}
