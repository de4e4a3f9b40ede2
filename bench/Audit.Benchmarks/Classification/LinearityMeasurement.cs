using System.Globalization;
using Audit.Benchmarks.Measuring;
using Audit.Benchmarks.Reporting;
using Audit.Statements;

namespace Audit.Benchmarks.Classification;

/// <summary>The time per KB as texts grow: the same from end to end, or an attacker has found something.</summary>
internal sealed class LinearityMeasurement(IStatementClassifier classifier)
{
    private const int Smallest = 1024;
    private const int Rounds = 7;
    private const int CharactersPerRound = 1024 * 1024;

    public MarkdownTable Run(int largest, CancellationToken cancellationToken)
    {
        var sizes = new List<int>();
        for (long size = Smallest; size <= largest; size *= 10)
            sizes.Add((int)size);
        if (sizes[^1] != largest)
            sizes[^1] = largest;

        var table = new MarkdownTable(["text", .. sizes.Select(NameOf), "ratio"]);
        var shape = 0;
        foreach (var name in HostileTexts.Names)
        {
            var times = sizes.ConvertAll(size => NanosecondsPerKilobyte(HostileTexts.Make(shape, size), cancellationToken));
            table.Add([name, .. times.Select(static time => time.ToString("N0", CultureInfo.InvariantCulture)), (times[^1] / times[0]).ToString("F1", CultureInfo.InvariantCulture)]);
            shape++;
        }

        return table;
    }

    private double NanosecondsPerKilobyte(string text, CancellationToken cancellationToken)
    {
        var times = Math.Max(1, CharactersPerRound / text.Length);
        var rounds = new List<double>();
        // The first round warms up.
        for (var round = 0; round <= Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cost = Cost.Of(_ => classifier.Classify(text, SqlDialect.PostgreSql), times);
            if (round > 0)
                rounds.Add(cost.Microseconds * 1000 / text.Length * 1024);
        }

        return Wall.Percentile(rounds, 0.5);
    }

    private static string NameOf(int size) => size < 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(size / 1024.0)} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(size / 1024.0 / 1024.0)} MB");
}
