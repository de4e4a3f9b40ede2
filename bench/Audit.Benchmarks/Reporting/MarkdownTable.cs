using System.Text;

namespace Audit.Benchmarks.Reporting;

/// <summary>A table whose columns line up in the source, too.</summary>
internal sealed class MarkdownTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    public void Add(params string[] cells)
    {
        if (cells.Length != header.Length)
            throw new ArgumentException($"{cells.Length} cells for {header.Length} columns.", nameof(cells));
        _rows.Add(cells);
    }

    public override string ToString()
    {
        var widths = new int[header.Length];
        for (var column = 0; column < widths.Length; column++)
            widths[column] = _rows.Max(row => row[column].Length);

        var text = new StringBuilder();
        for (var row = 0; row < _rows.Count; row++)
        {
            Append(text, _rows[row], widths);
            if (row == 0)
                text.Append('|').AppendJoin('|', widths.Select(static (width, column) => column == 0 ? new string('-', width + 2) : new string('-', width + 1) + ":")).Append("|\n");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string[] cells, int[] widths)
    {
        for (var column = 0; column < cells.Length; column++)
            text.Append("| ").Append(column == 0 ? cells[column].PadRight(widths[column]) : cells[column].PadLeft(widths[column])).Append(' ');
        text.Append("|\n");
    }
}
