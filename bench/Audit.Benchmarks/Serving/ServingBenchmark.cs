using System.Globalization;
using System.Text;
using Audit.Benchmarks.Generation;
using Audit.Benchmarks.Measuring;
using Audit.Benchmarks.Reporting;
using Audit.Querying;

namespace Audit.Benchmarks.Serving;

/// <summary>What an answer takes through the whole API, beside what the engine takes for its SQL alone.</summary>
internal sealed class ServingBenchmark : IBenchmark
{
    private const double MostFactor = 1.3;
    private const double MostExtraMilliseconds = 5;
    private const int WarmUps = 3;

    /// <summary>The statements that answer; others only look something up for them, and count to the API's time alone.</summary>
    private static readonly string[] Answering = ["page", "find", "aggregate", "facets"];

    public string Verb => "serving";

    public string Description => "Answers through GraphQL, beside their SQL alone [--events 10000000] [--runs 15] [--data DIRECTORY, kept and used again, also that of queries]";

    public async Task<string> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var events = arguments.Number("events", 10_000_000);
        var runs = arguments.Number("runs", 15);
        var kept = arguments.Text("data");
        arguments.RequireAllUsed();

        await using var log = await GeneratedLog.OpenAsync(kept, events, cancellationToken);
        await using var served = await ServedLog.StartAsync(log, cancellationToken);
        var latest = await log.Reader.QueryAsync(new AuditQuery { Filter = new AuditFilter { ActorId = new StringFilter { Eq = EventGenerator.BusyUser } }, Limit = 1 }, cancellationToken);
        var table = new MarkdownTable("query", "KB", "SQL alone, p50 ms", "through GraphQL, p50 ms", "p95 ms", "allowed ms", "target");
        foreach (var question in ApiQuestions.All(latest.Items[0].Event, await CursorOfPageAsync(served, 1000, cancellationToken)))
            table.Add(await AskAsync(served, question, runs, cancellationToken));

        var report = new StringBuilder();
        report.Append("# Answers through GraphQL\n\n").Append(Machine.Description).Append(".\n");
        report.Append(CultureInfo.InvariantCulture, $"{events:N0} events over {GeneratedLog.Span.TotalDays} days in the embedded engine. *Through GraphQL*: a POST over a loopback port with all columns of the events, ");
        report.Append("until the JSON is read; access, limits and the record of who read what are on. *SQL alone*: the statement that the API sent for it, sent to the engine by itself, its answer thrown away. ");
        report.Append(CultureInfo.InvariantCulture, $"By turns, {runs} times after {WarmUps} to warm up. Allowed: {MostFactor} times the SQL and {MostExtraMilliseconds} ms.\n\n");
        return report.Append(table).ToString();
    }

    private static async Task<string[]> AskAsync(ServedLog served, ApiQuestion question, int runs, CancellationToken cancellationToken)
    {
        served.Transport.IsRecording = true;
        var answer = await served.AskAsync(question, cancellationToken);
        served.Transport.IsRecording = false;
        ServedLog.DataOf(answer);
        var statement = served.Transport.TakeSent().Single(static sent => Answering.Contains(sent.Purpose));

        var sql = new List<double>();
        var api = new List<double>();
        for (var run = -WarmUps; run < runs; run++)
        {
            var clock = Wall.Start();
            await statement.SendAsync(served.Engine, cancellationToken);
            var alone = clock.Seconds * 1000;

            clock = Wall.Start();
            await served.AskAsync(question, cancellationToken);
            if (run < 0)
                continue;
            sql.Add(alone);
            api.Add(clock.Seconds * 1000);
        }

        var (plain, through) = (Wall.Percentile(sql, 0.5), Wall.Percentile(api, 0.5));
        var allowed = (MostFactor * plain) + MostExtraMilliseconds;
        return
        [
            question.Name, Format(answer.Length / 1000.0), Format(plain), Format(through), Format(Wall.Percentile(api, 0.95)), Format(allowed),
            through <= allowed ? "met" : "missed",
        ];
    }

    /// <summary>The cursor behind which a page of 50 begins.</summary>
    private static async Task<string> CursorOfPageAsync(ServedLog served, int page, CancellationToken cancellationToken)
    {
        const int Step = 1000;
        string? cursor = null;
        for (var left = (page - 1) * 50; left > 0; left -= Step)
        {
            var answer = await served.AskAsync(ApiQuestions.PageOfAll(Math.Min(Step, left), cursor), cancellationToken);
            cursor = ServedLog.DataOf(answer).GetProperty("auditEvents").GetProperty("pageInfo").GetProperty("endCursor").GetString();
        }

        return cursor!;
    }

    private static string Format(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
