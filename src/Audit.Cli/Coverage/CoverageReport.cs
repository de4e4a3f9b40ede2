using System.Globalization;
using Spectre.Console;

namespace Audit.Cli.Coverage;

/// <summary>Shows what the log never saw.</summary>
internal static class CoverageReport
{
    private const int LongestStatement = 120;

    public static void Write(IAnsiConsole console, Reconciliation found, string database, DateTimeOffset since, bool isTruncated)
    {
        if (found.Missing.Count > 0)
        {
            var table = new Table().Border(TableBorder.Rounded);
            table.AddColumns("Calls", "Rows", "User", "Statement");
            foreach (var statement in found.Missing)
            {
                var text = string.Join(' ', found.Show(statement).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                table.AddRow(
                    new Text(statement.Calls.ToString("N0", CultureInfo.InvariantCulture)),
                    new Text(statement.Rows.ToString("N0", CultureInfo.InvariantCulture)),
                    new Text(statement.User),
                    new Text(text.Length <= LongestStatement ? text : text[..LongestStatement] + "…"));
            }

            console.Write(table);
        }

        console.MarkupLineInterpolated(
            CultureInfo.InvariantCulture, $"Of {found.Compared} statements that ran in {database}, the log since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC never saw {found.Missing.Count}.");
        if (found.LeftOut > 0)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{found.LeftOut} statements about sessions, transactions and the catalog were left out.");
        if (found.Hidden > 0)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{found.Hidden} statements of other users were not shown: GRANT pg_read_all_stats to who asks.");
        if (found.Incomparable > 0)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{found.Incomparable} shapes in the log have no text that can be compared; what they are may be listed as never seen.");
        if (isTruncated)
            console.MarkupLine("The log holds more shapes than were read; what is listed may be in it. Give --since, or --clickhouse.");
    }
}
