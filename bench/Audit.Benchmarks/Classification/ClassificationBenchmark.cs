using System.Globalization;
using System.Text;
using Audit.Benchmarks.Measuring;
using Audit.Benchmarks.Reporting;
using Audit.Classification;
using Audit.Hosting;
using Audit.Statements;
using Microsoft.Extensions.Options;

namespace Audit.Benchmarks.Classification;

/// <summary>What it costs to know what a statement does: remembered by reference, remembered by text, and from scratch.</summary>
internal sealed class ClassificationBenchmark : IBenchmark
{
    private const string Cold = "from scratch";

    private readonly StatementClassifier _byReference = NewClassifier();
    private readonly StatementClassifier _byText = NewClassifier();
    private readonly StatementClassifier _forgetful = NewClassifier(static options => options.Classification.CacheBytes = 0);

    public string Verb => "classification";

    public string Description => "CPU time and bytes per classified statement [--rounds 200] [--operations 200] [--megabytes 10]";

    public Task<string> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Number("rounds", 200);
        var operations = arguments.Number("operations", 200);
        var megabytes = arguments.Number("megabytes", 10);
        arguments.RequireAllUsed();

        var ways = Ways();
        var yardstick = new Yardstick();
        // The runtime compiles anew what is called often, in steps.
        for (var round = -40; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var way in ways)
                way.Measure(round, rounds, operations);
            yardstick.Measure(round, operations);
        }

        var report = new StringBuilder();
        report.Append("# Classification of a statement\n\n").Append(Machine.Description).Append(".\n");
        report.Append(CultureInfo.InvariantCulture, $"Medians of {rounds} rounds of {operations} statements per text and way, measured in turn; CPU time of the thread.\n");
        report.Append(yardstick).Append("\n\n");
        report.Append(BarTable(ways));
        report.Append("\n## From scratch, text by text\n\n").Append(TextTable(ways));
        AppendThroughput(report, ways);
        report.Append("\n## Time per KB of long and of hostile texts\n\n");
        report.Append("Nanoseconds per 1024 characters; the last column is the largest text's time per KB over the smallest's.\n\n");
        report.Append(new LinearityMeasurement(_forgetful).Run(megabytes * 1024 * 1024, cancellationToken));
        return Task.FromResult(report.ToString());
    }

    private Way[] Ways() =>
    [
        new("remembered by reference", SampleStatements.Short, new Bar(20, 0), 50, statement => _ => _byReference.Classify(statement.Text, statement.Dialect)),
        new("remembered by text", SampleStatements.Short, new Bar(100, 0), 10, statement => i => _byText.Classify(statement.Copies[i & 1], statement.Dialect)),
        new("remembered by text", SampleStatements.Long, null, 10, statement => i => _byText.Classify(statement.Copies[i & 1], statement.Dialect)),
        new("remembered, other comments", SampleStatements.Short, null, 1, statement => i => _byText.Classify(statement.Commented[i & 15], statement.Dialect)),
        new(Cold, SampleStatements.Short, new Bar(3000, 500), 1, statement => _ => _forgetful.Classify(statement.Text, statement.Dialect)),
        new(Cold, SampleStatements.Long, new Bar(10_000, 500), 1, statement => _ => _forgetful.Classify(statement.Text, statement.Dialect)),
    ];

    private static MarkdownTable BarTable(Way[] ways)
    {
        var table = new MarkdownTable("way", "size", "ns", "ns of the worst text", "bytes beside the redacted text", "of the worst text", "bar");
        foreach (var way in ways)
        {
            var costs = way.Medians();
            var time = costs.Average(static cost => cost.Nanoseconds);
            var worstTime = costs.Max(static cost => cost.Nanoseconds);
            var bytes = costs.Average(static cost => cost.OtherBytes);
            var worstBytes = costs.Max(static cost => cost.OtherBytes);
            table.Add(way.Name, way.Size, Format(time), Format(worstTime), Format(bytes), Format(worstBytes), way.Verdict(time, worstBytes));
        }

        return table;
    }

    private static MarkdownTable TextTable(Way[] ways)
    {
        var table = new MarkdownTable("dialect", "written by", "characters", "ns", "ns per character", "bytes", "of which redacted text");
        foreach (var way in ways.Where(static way => way.Name == Cold))
        {
            foreach (var (statement, nanoseconds, bytes, redacted) in way.Medians())
            {
                table.Add(
                    statement.Dialect.ToString(),
                    statement.Style,
                    statement.Text.Length.ToString(CultureInfo.InvariantCulture),
                    Format(nanoseconds),
                    (nanoseconds / statement.Text.Length).ToString("F1", CultureInfo.InvariantCulture),
                    Format(bytes),
                    Format(redacted));
            }
        }

        return table;
    }

    private static void AppendThroughput(StringBuilder report, Way[] ways)
    {
        var all = ways.Where(static way => way.Name == Cold).SelectMany(static way => way.Medians()).ToArray();
        var perSecond = 1e9 / all.Average(static cost => cost.Nanoseconds);
        var megabytes = all.Sum(static cost => (double)cost.Statement.Text.Length) / all.Sum(static cost => cost.Nanoseconds) * 1000;
        report.Append(
            CultureInfo.InvariantCulture,
            $"\nAll of them in turn, from scratch and on one core: {perSecond:N0} statements/s, {megabytes:F0} million characters/s; asked for are 3,000 statements/s: {(perSecond >= 3000 ? "met" : "missed")}.\n");
    }

    private static string Format(double value) => value.ToString(value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static StatementClassifier NewClassifier(Action<AuditOptions>? configure = null)
    {
        var options = new AuditOptions();
        configure?.Invoke(options);
        return new StatementClassifier(Options.Create(options));
    }
}
