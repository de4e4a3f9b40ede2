using Audit.Classification.Tests.Generation;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Audit.Classification.Tests.SqlServer;

/// <summary>Microsoft's own parser takes the statements for what they are said to be: valid, with those verbs and those tables.</summary>
public sealed class ScriptDomTests
{
    private const int Count = 6_000;

    [Fact]
    public void Every_statement_is_valid_and_does_what_its_truth_says()
    {
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var statement in new Generator(new SqlServerGrammar()).Make(7, Count))
        {
            foreach (var text in statement.Texts)
            {
                if (Judge(statement, text) is { } complaint)
                    wrong.TryAdd(statement.Production, $"{statement.Production}: {complaint}\n    {text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Values));
    }

    private static string? Judge(GeneratedStatement statement, string text)
    {
        using var reader = new StringReader(text);
        var script = new TSql170Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        if (errors.Count > 0)
            return string.Join("; ", errors.Select(static error => $"{error.Line}:{error.Column} {error.Message}"));

        var seen = new SeenByScriptDom();
        script.Accept(seen);
        // What a literal would run is nobody's to parse but ours.
        var truth = statement.Truth;
        if (statement.Sql.Pieces.Exists(static piece => piece is Body))
            return null;
        return Differ("operations", truth.Operations, seen.Operations)
            ?? Differ("tables", truth.Writes.Concat(truth.Reads), seen.Tables);
    }

    private static string? Differ(string what, IEnumerable<string> truth, IEnumerable<string> seen)
    {
        var missing = truth.Except(seen, StringComparer.Ordinal).ToArray();
        var surplus = seen.Except(truth, StringComparer.Ordinal).ToArray();
        return missing.Length + surplus.Length == 0 ? null : $"{what}: not seen [{string.Join(" | ", missing)}], not told [{string.Join(" | ", surplus)}]";
    }
}
