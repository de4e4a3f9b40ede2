using System.Globalization;
using System.Text;
using Audit.Benchmarks.Generation;
using Audit.Benchmarks.Measuring;
using Audit.Benchmarks.Reporting;
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
            await using var engine = await AuditStore.OpenAsync(directory, "bench_engine", cancellationToken);
            await using var pipeline = await AuditStore.OpenAsync(directory, "bench_pipeline", cancellationToken);
            var measured = await MeasureAsync(engine, pipeline, rounds, events, cancellationToken);
            await VerifyAsync(engine, pipeline, (long)events * (rounds + 1), cancellationToken);
            return Report(measured, events);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<List<Round>> MeasureAsync(AuditStore engine, AuditStore pipeline, int rounds, int events, CancellationToken cancellationToken)
    {
        var statements = new GeneratedStatements(pipeline.Services.GetRequiredService<IStatementClassifier>());
        var generator = new EventGenerator(statements, TimeProvider.System.GetUtcNow() - Span, Span, (long)events * (rounds + 1));
        var measured = new List<Round>();
        for (var round = 0; round <= rounds; round++)
        {
            var created = generator.CreateMany((long)round * events, events);
            var blocks = await BlockCapture.CaptureAsync(created, cancellationToken);
            GC.Collect();
            var isEngineFirst = round % 2 == 0;
            var ingested = isEngineFirst ? await IngestAsync(engine, blocks, cancellationToken) : default;
            var recorded = await RateAsync(engine, () => pipeline.RecordAsync(created, cancellationToken), events, cancellationToken);
            if (!isEngineFirst)
                ingested = await IngestAsync(engine, blocks, cancellationToken);

            // The first round warms up.
            if (round > 0)
                measured.Add(new Round(ingested, recorded, blocks.Count, blocks.Sum(static block => (long)block.Bytes.Length)));
        }

        return measured;
    }

    private static Task<Rate> IngestAsync(AuditStore engine, IReadOnlyList<ReadyBlock> blocks, CancellationToken cancellationToken) =>
        RateAsync(engine, () => InsertAsync(engine, blocks, cancellationToken), blocks.Sum(static block => block.Rows), cancellationToken);

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
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Wall.Start();
        await work();
        var seconds = clock.Seconds;
        await engine.SettleAsync(Pause, cancellationToken);
        return new Rate(events / seconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / events);
    }

    private static async Task VerifyAsync(AuditStore engine, AuditStore pipeline, long expected, CancellationToken cancellationToken)
    {
        foreach (var store in (AuditStore[])[engine, pipeline])
        {
            var stored = await store.Services.GetRequiredService<IAuditReader>().CountAsync(new AuditFilter(), cancellationToken);
            if (stored != expected)
                throw new InvalidOperationException($"{stored} events are stored, {expected} were recorded.");
        }
    }

    private static string Report(List<Round> rounds, int events)
    {
        var table = new MarkdownTable("round", "engine alone, events/s", "pipeline, events/s", "share", "engine alone, CPU µs per event", "pipeline, CPU µs per event", "blocks", "bytes per row");
        for (var i = 0; i < rounds.Count; i++)
        {
            var round = rounds[i];
            table.Add(
                (i + 1).ToString(CultureInfo.InvariantCulture), Format(round.Engine.PerSecond), Format(round.Pipeline.PerSecond), Share(round.Share),
                Micro(round.Engine.Microseconds), Micro(round.Pipeline.Microseconds),
                Format(round.Blocks), Format((double)round.Bytes / events));
        }

        var rate = Median(rounds, static round => round.Pipeline.PerSecond);
        var share = Median(rounds, static round => round.Share);
        table.Add(
            "median", Format(Median(rounds, static round => round.Engine.PerSecond)), Format(rate), Share(share),
            Micro(Median(rounds, static round => round.Engine.Microseconds)), Micro(Median(rounds, static round => round.Pipeline.Microseconds)), "", "");

        var report = new StringBuilder();
        report.Append("# From `Record` to stored rows\n\n").Append(Machine.Description).Append(".\n");
        report.Append(CultureInfo.InvariantCulture, $"Per round {events:N0} events, recorded by one thread, sealed, transposed and inserted with `fsync`, rollups and merges on, ");
        report.Append("until the last is stored; against the same blocks, ready made, inserted one after the other. Both into databases of one embedded engine, in turn, each begun when the engine had no merges left.\n\n");
        report.Append(table).Append('\n');
        report.Append(CultureInfo.InvariantCulture, $"Target: at least {TargetShare:P0} of the engine alone: {Verdict(share >= TargetShare)}; at least {TargetRate:N0} events/s: {Verdict(rate >= TargetRate)}.\n");
        return report.ToString();
    }

    private static string Verdict(bool isMet) => isMet ? "met" : "missed";

    private static string Format(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double value) => value.ToString("P0", CultureInfo.InvariantCulture);

    private static string Micro(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static double Median(List<Round> rounds, Func<Round, double> of) => Wall.Percentile(rounds.Select(of), 0.5);

    private readonly record struct Rate(double PerSecond, double Microseconds);

    private sealed record Round(Rate Engine, Rate Pipeline, int Blocks, long Bytes)
    {
        public double Share => Pipeline.PerSecond / Engine.PerSecond;
    }
}
