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
            var ingested = isEngineFirst ? await IngestAsync(engine, blocks, cancellationToken) : 0;
            await engine.SettleAsync(Pause, cancellationToken);
            var recorded = await pipeline.RecordAsync(created, cancellationToken);
            await engine.SettleAsync(Pause, cancellationToken);
            if (!isEngineFirst)
                ingested = await IngestAsync(engine, blocks, cancellationToken);

            // The first round warms up.
            if (round > 0)
                measured.Add(new Round(ingested, recorded, blocks.Count, blocks.Sum(static block => (long)block.Bytes.Length)));
        }

        return measured;
    }

    private static async Task<double> IngestAsync(AuditStore engine, IReadOnlyList<ReadyBlock> blocks, CancellationToken cancellationToken)
    {
        var client = engine.Services.GetRequiredService<AuditDatabase>().Client;
        var clock = Wall.Start();
        foreach (var block in blocks)
        {
            using var stream = new MemoryStream(block.Bytes);
            using var response = await client.InsertRawStreamAsync(
                AuditTables.Log, stream, "Native", Transposer.ColumnNames, useCompression: false, QuerySettings.Insert(block.Token), cancellationToken);
        }

        return blocks.Sum(static block => block.Rows) / clock.Seconds;
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
        var table = new MarkdownTable("round", "engine alone, events/s", "pipeline, events/s", "share", "blocks", "bytes per row");
        for (var i = 0; i < rounds.Count; i++)
        {
            var round = rounds[i];
            table.Add(
                (i + 1).ToString(CultureInfo.InvariantCulture), Format(round.Engine), Format(round.Pipeline), Share(round.Share),
                Format(round.Blocks), Format((double)round.Bytes / events));
        }

        var rate = Wall.Percentile(rounds.Select(static round => round.Pipeline), 0.5);
        var share = Wall.Percentile(rounds.Select(static round => round.Share), 0.5);
        table.Add("median", Format(Wall.Percentile(rounds.Select(static round => round.Engine), 0.5)), Format(rate), Share(share), "", "");

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

    private sealed record Round(double Engine, double Pipeline, int Blocks, long Bytes)
    {
        public double Share => Pipeline / Engine;
    }
}
