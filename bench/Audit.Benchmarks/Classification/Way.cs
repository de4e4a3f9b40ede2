using System.Globalization;
using Audit.Benchmarks.Measuring;
using Audit.Classification;
using Audit.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Benchmarks.Classification;

/// <summary>A way to get to know a statement, its bar, and what it cost for each of the statements of a size.</summary>
internal sealed class Way
{
    private readonly Bar? _bar;
    private readonly int _repetitions;
    private readonly SampleStatement[] _statements;
    private readonly Action<int>[] _operations;
    private readonly List<Cost>[] _costs;

    /// <param name="name">Its name.</param>
    /// <param name="size">The size of the statements.</param>
    /// <param name="bar">What it may cost; <see langword="null"/> for no limit.</param>
    /// <param name="repetitions">How many more operations a round takes, so that reading the clock does not count.</param>
    /// <param name="operation">Makes the operation for a statement.</param>
    public Way(string name, string size, Bar? bar, int repetitions, Func<SampleStatement, Action<int>> operation)
    {
        Name = name;
        Size = size;
        _bar = bar;
        _repetitions = repetitions;
        _statements = Array.FindAll(SampleStatements.All, statement => statement.Size == size);
        _operations = Array.ConvertAll(_statements, statement => operation(statement));
        _costs = Array.ConvertAll(_statements, static _ => new List<Cost>());
    }

    public string Name { get; }

    public string Size { get; }

    /// <summary>Runs each of the statements; a round below zero only warms up.</summary>
    public void Measure(int round, int rounds, int operations)
    {
        for (var i = 0; i < _operations.Length; i++)
        {
            // Who comes first changes with each round.
            var index = (i + rounds + Math.Abs(round)) % _operations.Length;
            var cost = Cost.Of(_operations[index], operations * _repetitions);
            if (round >= 0)
                _costs[index].Add(cost);
        }
    }

    public StatementCost[] Medians() =>
    [
        .. _statements.Select((statement, i) =>
        {
            var cost = Cost.Median(_costs[i]);
            return new StatementCost(statement, cost.Microseconds * 1000, cost.Bytes, BytesOfRedacted(statement));
        }),
    ];

    /// <summary>Less than a byte per statement is what the cache took once.</summary>
    public string Verdict(double nanoseconds, double otherBytes) => _bar is not { } bar ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"≤ {bar.Nanoseconds:N0} ns, {bar.Bytes} B: {(nanoseconds <= bar.Nanoseconds && otherBytes < bar.Bytes + 1 ? "met" : "missed")}");

    /// <summary>What the redacted text takes, when it is not the text itself and made anew.</summary>
    private double BytesOfRedacted(SampleStatement statement)
    {
        if (_bar is not { Bytes: > 0 })
            return 0;
        var redacted = new StatementClassifier(Options.Create(new AuditOptions()))
            .Classify(statement.Text, statement.Dialect).RedactedText;
        return ReferenceEquals(redacted, statement.Text) ? 0 : (22 + (2 * redacted.Length) + 7) / 8 * 8;
    }
}

/// <summary>What a way may cost: CPU time, and bytes beside the redacted text.</summary>
internal readonly record struct Bar(double Nanoseconds, int Bytes);

/// <summary>What a statement cost.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Nanoseconds">CPU time.</param>
/// <param name="Bytes">Bytes allocated.</param>
/// <param name="RedactedBytes">Those of them that are the redacted text.</param>
internal readonly record struct StatementCost(SampleStatement Statement, double Nanoseconds, double Bytes, double RedactedBytes)
{
    public double OtherBytes => Bytes - RedactedBytes;
}
