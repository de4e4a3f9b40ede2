using System.Globalization;
using System.Text;
using Audit.Benchmarks.Generation;
using Audit.Benchmarks.Measuring;
using Audit.Benchmarks.Reporting;
using Audit.Events;
using Audit.Querying;
using Audit.Statements;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;
using Audit.Storage.ClickHouse.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Benchmarks.Pipeline;

/// <summary>
/// How fast events get from <c>Record</c> into the store, against what the engine takes when it is handed the same rows as ready blocks,
/// one after the other.
/// </summary>
internal sealed class PipelineBenchmark : IBenchmark
{
    private const double TargetShare = 0.8;
    private const double TargetRate = 100_000;

    /// <summary>What one side leaves to be merged must not cost the other.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan Span = TimeSpan.FromDays(1);

    public string Verb => "pipeline";

    public string Description => "Events per second from Record to stored rows, against the engine's own ingest [--rounds 7] [--events 500000]";

    public async Task<string> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Number("rounds", 7);
        var events = arguments.Number("events", 500_000);
        arguments.RequireAllUsed();

        var directory = Directory.CreateTempSubdirectory("audit-bench-").FullName;
        try
        {
            await using var engine = await AuditStore.OpenAsync(directory, "bench_engine", hasSpool: false, cancellationToken);
            await using var memory = await AuditStore.OpenAsync(directory, "bench_memory", hasSpool: false, cancellationToken);
            await using var spool = await AuditStore.OpenAsync(directory, "bench_spool", hasSpool: true, cancellationToken);
            Side[] sides =
            [
                new("engine alone", engine, (_, blocks) => InsertAsync(engine, blocks, cancellationToken)),
                new("pipeline", memory, (created, _) => memory.RecordAsync(created, cancellationToken)),
                new("with spool", spool, (created, _) => spool.RecordAsync(created, cancellationToken)),
            ];
            var measured = await MeasureAsync(sides, rounds, events, cancellationToken);
            await VerifyAsync(sides, (long)events * (rounds + 1), cancellationToken);
            return Report(sides, measured, events);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<List<Round>> MeasureAsync(Side[] sides, int rounds, int events, CancellationToken cancellationToken)
    {
        var statements = new GeneratedStatements(sides[0].Store.Services.GetRequiredService<IStatementClassifier>());
        var generator = new EventGenerator(statements, TimeProvider.System.GetUtcNow() - Span, Span, (long)events * (rounds + 1));
        var measured = new List<Round>();
        for (var round = 0; round <= rounds; round++)
        {
            var created = generator.CreateMany((long)round * events, events);
            var blocks = await BlockCapture.CaptureAsync(created, cancellationToken);
            GC.Collect();
            var rates = new Rate[sides.Length];
            for (var i = 0; i < sides.Length; i++)
            {
                // Who comes first changes with each round.
                var side = (i + round) % sides.Length;
                rates[side] = await RateAsync(sides[side].Store, () => sides[side].Run(created, blocks), events, cancellationToken);
            }

            // The first round warms up.
            if (round > 0)
                measured.Add(new Round(rates, blocks.Count, blocks.Sum(static block => (long)block.Bytes.Length)));
        }

        return measured;
    }

    private static async Task InsertAsync(AuditStore engine, IReadOnlyList<ReadyBlock> blocks, CancellationToken cancellationToken)
    {
        var client = engine.Services.GetRequiredService<AuditDatabase>().Client;
        foreach (var block in blocks)
        {
            using var stream = new MemoryStream(block.Bytes);
            using var response = await client.InsertRawStreamAsync(
                AuditTables.Log, stream, "Native", Transposer.ColumnNames, useCompression: false, QuerySettings.Insert(block.Token), cancellationToken);
        }
    }

    /// <summary>Measures one side; the merges that it leaves behind count to its CPU time, but not to the time until its rows are stored.</summary>
    private static async Task<Rate> RateAsync(AuditStore engine, Func<Task> work, int events, CancellationToken cancellationToken)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Wall.Start();
        await work();
        var seconds = clock.Seconds;
        await engine.SettleAsync(Pause, cancellationToken);
        return new Rate(
            events / seconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / events,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / events);
    }

    private static async Task VerifyAsync(Side[] sides, long expected, CancellationToken cancellationToken)
    {
        foreach (var side in sides)
        {
            var stored = await side.Store.Services.GetRequiredService<IAuditReader>().CountAsync(new AuditFilter(), cancellationToken);
            if (stored != expected)
                throw new InvalidOperationException($"Of {expected} events {side.Name} stored {stored}.");
        }
    }

    private static string Report(Side[] sides, List<Round> rounds, int events)
    {
        var report = new StringBuilder();
        report.Append("# From `Record` to stored rows\n\n").Append(Machine.Description).Append(".\n");
        report.Append(CultureInfo.InvariantCulture, $"Per round {events:N0} events, recorded by one thread, sealed, transposed and inserted with `fsync`, rollups and merges on, ");
        report.Append("until the last is stored: without the spool, and with it; against the same blocks, ready made, inserted one after the other. All into databases of one ");
        report.Append(CultureInfo.InvariantCulture, $"embedded engine, in turn, each begun when the engine had no merges left. {rounds[0].Blocks} blocks of {(double)rounds[0].Bytes / events:N0} bytes per row.\n\n");
        report.Append(Table(sides, rounds)).Append('\n');
        for (var side = 1; side < sides.Length; side++)
        {
            var rate = Median(rounds, round => round.Rates[side].PerSecond);
            var share = Median(rounds, round => round.ShareOf(side));
            report.Append(CultureInfo.InvariantCulture, $"{sides[side].Name}: {rate:N0} events/s, target {TargetRate:N0}: {Verdict(rate >= TargetRate)}; ");
            report.Append(CultureInfo.InvariantCulture, $"{share:P0} of the engine alone, target {TargetShare:P0}: {Verdict(share >= TargetShare)}.\n");
        }

        return report.ToString();
    }

    private static MarkdownTable Table(Side[] sides, List<Round> rounds)
    {
        var table = new MarkdownTable(
        [
            "round",
            .. sides.Select(static side => side.Name + ", events/s"),
            .. sides.Skip(1).Select(static side => side.Name + ", share"),
            .. sides.Select(static side => side.Name + ", CPU µs per event"),
            .. sides.Select(static side => side.Name + ", B allocated per event"),
        ]);
        for (var i = 0; i < rounds.Count; i++)
            table.Add(Row((i + 1).ToString(CultureInfo.InvariantCulture), sides, of => of(rounds[i])));
        table.Add(Row("median", sides, of => Median(rounds, of)));
        return table;
    }

    private static string[] Row(string name, Side[] sides, Func<Func<Round, double>, double> value) =>
    [
        name,
        .. sides.Select((_, side) => value(round => round.Rates[side].PerSecond).ToString("N0", CultureInfo.InvariantCulture)),
        .. sides.Skip(1).Select((_, side) => value(round => round.ShareOf(side + 1)).ToString("P0", CultureInfo.InvariantCulture)),
        .. sides.Select((_, side) => value(round => round.Rates[side].Microseconds).ToString("F2", CultureInfo.InvariantCulture)),
        .. sides.Select((_, side) => value(round => round.Rates[side].Bytes).ToString("N0", CultureInfo.InvariantCulture)),
    ];

    private static string Verdict(bool isMet) => isMet ? "met" : "missed";

    private static double Median(List<Round> rounds, Func<Round, double> of) => Wall.Percentile(rounds.Select(of), 0.5);

    private readonly record struct Rate(double PerSecond, double Microseconds, double Bytes);

    /// <summary>One way to bring events into a database, which is its own.</summary>
    private sealed record Side(string Name, AuditStore Store, Func<IReadOnlyCollection<AuditEvent>, IReadOnlyList<ReadyBlock>, Task> Run);

    private sealed record Round(Rate[] Rates, int Blocks, long Bytes)
    {
        public double ShareOf(int side) => Rates[side].PerSecond / Rates[0].PerSecond;
    }
}
