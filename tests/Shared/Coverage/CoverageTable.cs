using System.Globalization;
using System.Text;
using Audit.Events;
using Audit.Testing.Repository;

namespace Audit.Testing.Coverage;

/// <summary>What was captured of each path on each database, and whether the table in the documentation says the same.</summary>
internal sealed class CoverageTable
{
    private const string Header = "| path | databases | recorded as | statement | tables | parameters | rows changed | rows read | error | transaction |\n|---|---|---|---|---|---|---|---|---|---|\n";

    private readonly List<(string Path, string Database, string Cells)> _rows = [];

    /// <summary>Adds what a path left behind.</summary>
    public void Add(string path, string database, IEnumerable<AuditEvent> recorded)
    {
        foreach (var cells in recorded.Select(CellsOf).Distinct(StringComparer.Ordinal))
            _rows.Add((path, database, cells));
    }

    /// <summary>Compares the table with a section of <c>docs/coverage.md</c>, or writes it there when <c>AUDIT_WRITE_COVERAGE</c> is set.</summary>
    public void Verify(string section)
    {
        var document = RepositoryRoot.PathOf("docs/coverage.md");
        var text = File.ReadAllText(document);
        var (open, close) = ($"<!-- generated:{section} -->\n", "<!-- end -->");
        var start = text.IndexOf(open, StringComparison.Ordinal) + open.Length;
        Assert.True(start >= open.Length, $"docs/coverage.md has no section {section}.");
        var end = text.IndexOf(close, start, StringComparison.Ordinal);
        var table = ToString();
        if (Environment.GetEnvironmentVariable("AUDIT_WRITE_COVERAGE") is { Length: > 0 })
            File.WriteAllText(document, string.Concat(text.AsSpan(0, start), table, text.AsSpan(end)));
        else
            Assert.True(text[start..end] == table, $"docs/coverage.md differs from what was captured. Set AUDIT_WRITE_COVERAGE=1 to write it.\n{table}");
    }

    public override string ToString()
    {
        var table = new StringBuilder(Header);
        // Databases that record the same share a line.
        foreach (var group in _rows.GroupBy(static row => (row.Path, row.Cells)))
            table.Append(CultureInfo.InvariantCulture, $"| {group.Key.Path} | {string.Join(", ", group.Select(static row => row.Database).Distinct())} | {group.Key.Cells} |\n");
        return table.ToString();
    }

    private static string CellsOf(AuditEvent recorded) => string.Join(
        " | ",
        $"`{recorded.Action}` {recorded.Outcome.ToString().ToLowerInvariant()}",
        Cell(recorded.Statement is { RedactedText.Length: > 0 }),
        Cell(recorded.Statement is { TablesRead.IsDefaultOrEmpty: false } or { TablesWritten.IsDefaultOrEmpty: false }),
        Cell(!recorded.Parameters.IsDefaultOrEmpty),
        Cell(recorded.RowsAffected >= 0),
        Cell(recorded.RowsRead >= 0),
        Cell(recorded.ErrorCode is not null),
        Cell(recorded.TransactionId != Guid.Empty));

    private static string Cell(bool isCaptured) => isCaptured ? "yes" : "–";
}
