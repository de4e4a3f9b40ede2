using System.Globalization;
using System.Text;
using Audit.Benchmarks.Generation;
using Audit.Benchmarks.Measuring;
using Audit.Benchmarks.Reporting;
using Audit.Querying;

namespace Audit.Benchmarks.Queries;

/// <summary>How long an investigator waits for answers out of many events.</summary>
internal sealed class QueryBenchmark : IBenchmark
{
    public string Verb => "queries";

    public string Description => "Answer times over generated events [--events 10000000] [--runs 15] [--data DIRECTORY, kept and used again]";

    public async Task<string> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var events = arguments.Number("events", 10_000_000);
        var runs = arguments.Number("runs", 15);
        var kept = arguments.Text("data");
        arguments.RequireAllUsed();

        await using var log = await GeneratedLog.OpenAsync(kept, events, cancellationToken);
        return await MeasureAsync(log.Reader, events, runs, cancellationToken);
    }

    private static async Task<string> MeasureAsync(IAuditReader reader, int events, int runs, CancellationToken cancellationToken)
    {
        var table = new MarkdownTable("query", "answer", "p50 ms", "p95 ms", "max ms");
        foreach (var question in Questions.All(await LatestAsync(reader, cancellationToken), await CursorOfPageAsync(reader, 1000, cancellationToken)))
            table.Add(await AskAsync(question, reader, runs, cancellationToken));

        var report = new StringBuilder();
        report.Append("# Answer times\n\n").Append(Machine.Description).Append(".\n");
        report.Append(CultureInfo.InvariantCulture, $"{events:N0} events over {GeneratedLog.Span.TotalDays} days in the embedded engine, recorded through the whole pipeline. ");
        report.Append(CultureInfo.InvariantCulture, $"Each question is asked {runs} times after two to warm up, through `IAuditReader` and its limits; wall time until the answer is complete. The merges of the load have ended.\n\n");
        return report.Append(table).ToString();
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
