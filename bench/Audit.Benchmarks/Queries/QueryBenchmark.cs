using System.Globalization;
using System.Text;
using Audit.Benchmarks.Generation;
using Audit.Benchmarks.Measuring;
using Audit.Benchmarks.Reporting;
using Audit.Querying;
using Audit.Statements;
using Audit.Storage.ClickHouse.Connection;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Benchmarks.Queries;

/// <summary>How long an investigator waits for answers out of many events.</summary>
internal sealed class QueryBenchmark : IBenchmark
{
    private const string Database = "bench_queries";
    private static readonly TimeSpan Span = TimeSpan.FromDays(60);

    public string Verb => "queries";

    public string Description => "Answer times over generated events [--events 10000000] [--runs 15] [--data DIRECTORY, kept and used again]";

    public async Task<string> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var events = arguments.Number("events", 10_000_000);
        var runs = arguments.Number("runs", 15);
        var kept = arguments.Text("data");
        arguments.RequireAllUsed();

        var directory = kept ?? Directory.CreateTempSubdirectory("audit-bench-").FullName;
        try
        {
            await using var store = await AuditStore.OpenAsync(directory, Database, hasSpool: false, cancellationToken);
            return await MeasureAsync(store, events, runs, cancellationToken);
        }
        finally
        {
            if (kept is null)
                Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<string> MeasureAsync(AuditStore store, int events, int runs, CancellationToken cancellationToken)
    {
        var reader = store.Services.GetRequiredService<IAuditReader>();
        var stored = await reader.CountAsync(new AuditFilter(), cancellationToken);
        var generator = GeneratorOf(store, events);
        if (stored == 0)
            await FillAsync(store, generator, events, cancellationToken);
        else if (stored != events)
            throw new ArgumentException($"--data holds {stored} events; remove it, or measure with --events {stored}.");

        await store.SettleAsync(TimeSpan.FromSeconds(5), cancellationToken);
        var table = new MarkdownTable("query", "answer", "p50 ms", "p95 ms", "max ms");
        foreach (var question in Questions.All(await LatestAsync(reader, cancellationToken), await CursorOfPageAsync(reader, 1000, cancellationToken)))
            table.Add(await AskAsync(question, reader, runs, cancellationToken));

        var report = new StringBuilder();
        report.Append("# Answer times\n\n").Append(Machine.Description).Append(".\n");
        report.Append(CultureInfo.InvariantCulture, $"{events:N0} events over {Span.TotalDays} days in the embedded engine, recorded through the whole pipeline. ");
        report.Append(CultureInfo.InvariantCulture, $"Each question is asked {runs} times after two to warm up, through `IAuditReader` and its limits; wall time until the answer is complete. The merges of the load have ended.\n\n");
        return report.Append(table).ToString();
    }

    private static async Task FillAsync(AuditStore store, EventGenerator generator, int events, CancellationToken cancellationToken)
    {
        const int Step = 200_000;
        for (var first = 0; first < events; first += Step)
            await store.RecordAsync(generator.CreateMany(first, Math.Min(Step, events - first)), cancellationToken);
    }

    private static EventGenerator GeneratorOf(AuditStore store, int events)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new EventGenerator(new GeneratedStatements(store.Services.GetRequiredService<IStatementClassifier>()), now - Span, Span, events);
    }

    private static async Task<StoredAuditEvent> LatestAsync(IAuditReader reader, CancellationToken cancellationToken) =>
        (await reader.QueryAsync(new AuditQuery { Filter = new AuditFilter { ActorId = new StringFilter { Eq = EventGenerator.BusyUser } }, Limit = 1 }, cancellationToken)).Items[0].Event;

    /// <summary>The cursor behind which a page of 50 begins.</summary>
    private static async Task<string?> CursorOfPageAsync(IAuditReader reader, int page, CancellationToken cancellationToken)
    {
        const int Step = 1000;
        string? cursor = null;
        for (var left = (page - 1) * 50; left > 0; left -= Step)
            cursor = (await reader.QueryAsync(new AuditQuery { After = cursor, Limit = Math.Min(Step, left) }, cancellationToken)).Items[^1].Cursor;
        return cursor;
    }

    private static async Task<string[]> AskAsync(Question question, IAuditReader reader, int runs, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var answer = "";
        for (var run = -2; run < runs; run++)
        {
            var clock = Wall.Start();
            answer = await question.AskAsync(reader, cancellationToken);
            if (run >= 0)
                times.Add(clock.Seconds * 1000);
        }

        return [question.Name, answer, Format(Wall.Percentile(times, 0.5)), Format(Wall.Percentile(times, 0.95)), Format(times.Max())];
    }

    private static string Format(double milliseconds) => milliseconds.ToString("F1", CultureInfo.InvariantCulture);
}
