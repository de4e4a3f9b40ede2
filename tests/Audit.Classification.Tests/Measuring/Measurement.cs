using System.Globalization;
using System.Text;
using Audit.Classification.Tests.Generation;
using Audit.Statements;

namespace Audit.Classification.Tests.Measuring;

/// <summary>Compares what the classifier tells with the truth, statement by statement.</summary>
internal sealed class Measurement(IStatementClassifier classifier, string title)
{
    private const int Shown = 40;

    private readonly Dictionary<ulong, string> _shapes = [];
    private readonly Dictionary<string, ulong> _fingerprints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _failuresOfProduction = new(StringComparer.Ordinal);
    private readonly List<string> _examples = [];

    public int Statements { get; private set; }

    public int Texts { get; private set; }

    public int Thrown { get; private set; }

    public int Leaks { get; private set; }

    public int Unstable { get; private set; }

    public int Collisions { get; private set; }

    public int ReasonsExpected { get; private set; }

    public int ReasonsFound { get; private set; }

    public int ReasonsTold { get; private set; }

    public int AllRight { get; private set; }

    public double Recall => ReasonsExpected == 0 ? 1 : (double)ReasonsFound / ReasonsExpected;

    public double Precision => ReasonsTold == 0 ? 1 : (double)ReasonsFound / ReasonsTold;

    public double Right => Texts == 0 ? 1 : (double)AllRight / Texts;

    /// <summary>What is asked of the classifier, whatever the seed.</summary>
    public bool HoldsTheBars =>
        Thrown == 0 && Leaks == 0 && Unstable == 0 && Collisions == 0 && Recall >= 0.995 && Precision >= 0.99 && Right >= 0.98;

    public void Add(GeneratedStatement statement)
    {
        Statements++;
        foreach (var text in statement.Texts)
            Add(statement, text);
    }

    public string Report()
    {
        var report = new StringBuilder();
        report.AppendLine(CultureInfo.InvariantCulture, $"{title}: {Statements} statements, {Texts} texts; thrown {Thrown}, leaks {Leaks}, recall {Recall:P3}, precision {Precision:P3}, all fields {Right:P3}, unstable {Unstable}, collisions {Collisions}");
        foreach (var (production, count) in _failuresOfProduction.OrderByDescending(static pair => pair.Value))
            report.AppendLine(CultureInfo.InvariantCulture, $"  {count,6} × {production}");
        foreach (var example in _examples)
            report.AppendLine(example);
        return report.ToString();
    }

    private void Add(GeneratedStatement statement, string text)
    {
        Texts++;
        StatementInfo info;
        try
        {
            info = classifier.Classify(text, statement.Dialect);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Thrown++;
            Fail(statement, text, $"threw {exception}");
            return;
        }

        var wrong = new List<string>();
        AddReasons(statement.Truth, info);
        Description.Compare(statement.Truth, info, wrong);
        if (wrong.Count == 0)
            AllRight++;
        AddRedaction(statement, info, wrong);
        AddFingerprint(statement, info, wrong);
        if (wrong.Count > 0)
            Fail(statement, text, string.Join("\n      ", wrong));
    }

    private void AddReasons(Effects truth, StatementInfo info)
    {
        var expected = truth.Reasons.Select(static reason => (reason.Name, reason.Table)).ToHashSet();
        var told = info.DestructiveReasons.Select(static reason => (reason.Name, reason.Table)).ToHashSet();
        ReasonsExpected += expected.Count;
        ReasonsTold += told.Count;
        ReasonsFound += told.Count(expected.Contains);
    }

    private void AddRedaction(GeneratedStatement statement, StatementInfo info, List<string> wrong)
    {
        foreach (var secret in statement.Secrets)
        {
            if (!info.RedactedText.Contains(secret, StringComparison.OrdinalIgnoreCase))
                continue;
            Leaks++;
            wrong.Add($"shows {secret}: {info.RedactedText}");
            if (Leaks <= Shown / 8)
                _examples.Insert(0, $"  leak of {statement.Production}: {info.RedactedText}");
            return;
        }
    }

    private void AddFingerprint(GeneratedStatement statement, StatementInfo info, List<string> wrong)
    {
        if (!_fingerprints.TryAdd(statement.Shape, info.Fingerprint) && _fingerprints[statement.Shape] != info.Fingerprint)
        {
            Unstable++;
            wrong.Add($"other fingerprint than others of the shape {statement.Shape}");
        }

        if (!_shapes.TryAdd(info.Fingerprint, statement.Shape) && _shapes[info.Fingerprint] != statement.Shape)
        {
            Collisions++;
            wrong.Add($"has the fingerprint of\n        {_shapes[info.Fingerprint]}\n        beside {statement.Shape}");
        }
    }

    private void Fail(GeneratedStatement statement, string text, string what)
    {
        var count = _failuresOfProduction.GetValueOrDefault(statement.Production) + 1;
        _failuresOfProduction[statement.Production] = count;
        if (count == 1 && _examples.Count < Shown)
            _examples.Add($"  {statement.Production}: {text}\n      {what}");
    }
}
