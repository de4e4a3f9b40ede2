using Audit.Cli.Classify.Scripts;
using Audit.Events;
using Audit.Statements;
using Spectre.Console;

namespace Audit.Cli.Classify;

/// <summary>The table of what the statements of scripts do.</summary>
internal sealed class ScriptReport(IAnsiConsole console, IStatementClassifier classifier)
{
    private readonly int[] _countByRisk = new int[(int)Risk.Critical + 1];
    private int _opaque;
    private int _incomplete;

    /// <summary>How many statements there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many statements are at least so severe.</summary>
    public int CountFrom(Risk severity) => _countByRisk[(int)severity..].Sum();

    /// <summary>Classifies a script and prints its table.</summary>
    /// <param name="name">What to call it; <see langword="null"/> when it is the only one.</param>
    /// <param name="script">The script.</param>
    public void Add(string? name, SqlScript script)
    {
        var table = new Table().Border(TableBorder.Rounded);
        if (name is not null)
            table.Title(Markup.Escape(name));
        table.AddColumn(new TableColumn("Line").RightAligned().NoWrap());
        table.AddColumns("Operations", "Writes", "Reads", "Destructive");
        foreach (var statement in script.Statements)
        {
            var info = classifier.Classify(statement.Text, script.Dialect);
            Tally(info);
            table.AddRow(
                new Text(statement.Line.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Lines(info.Operations),
                Lines(info.TablesWritten),
                Lines(info.TablesRead),
                new Markup(string.Join('\n', Findings(info))));
        }

        if (script.Statements.Count == 0)
            console.MarkupLineInterpolated($"{name ?? "The script"}: no statements");
        else
            console.Write(table);
    }

    public void Summarize()
    {
        var parts = new List<string>();
        for (var risk = Risk.Critical; risk >= Risk.Low; risk--)
            AddPart(parts, _countByRisk[(int)risk], NameOf(risk));
        AddPart(parts, _opaque, "opaque");
        AddPart(parts, _incomplete, "not understood");
        var findings = parts.Count == 0 ? "nothing destructive" : string.Join(", ", parts);
        console.MarkupLineInterpolated($"{Count} {(Count == 1 ? "statement" : "statements")}: {findings}");
    }

    private void Tally(StatementInfo info)
    {
        Count++;
        _countByRisk[(int)info.Risk]++;
        _opaque += info.IsOpaque ? 1 : 0;
        _incomplete += info.IsIncomplete ? 1 : 0;
    }

    private static IEnumerable<string> Findings(StatementInfo info)
    {
        foreach (var reason in info.DestructiveReasons)
        {
            var color = reason.Severity switch { Risk.Critical => "red", Risk.High => "darkorange", Risk.Medium => "yellow", _ => "grey" };
            var table = reason.Table is null ? "" : $" on {reason.Table}";
            var via = reason.Via is null ? "" : $" via {reason.Via}";
            yield return $"[{color}]{NameOf(reason.Severity)}[/] {Markup.Escape($"{reason.Name}{table}{via}")}";
        }

        if (info.IsOpaque)
            yield return "[yellow]opaque[/]: what runs is not in the text";
        if (info.IsIncomplete)
            yield return "[yellow]not understood[/]";
    }

    private static void AddPart(List<string> parts, int count, string what)
    {
        if (count > 0)
            parts.Add($"{count} {what}");
    }

    private static Text Lines(IEnumerable<string> names) => new(string.Join('\n', names));

    private static string NameOf(Risk risk) => risk.ToString().ToLowerInvariant();
}
