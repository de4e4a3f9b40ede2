using System.Text;

namespace Audit.Storage.ClickHouse.Tests.Exporting;

/// <summary>A slow reader of RFC 4180, written apart from what it checks.</summary>
internal static class CsvText
{
    public static List<string[]> Parse(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                for (i++; text[i] != '"' || (i + 1 < text.Length && text[i + 1] == '"'); i++)
                {
                    if (text[i] == '"')
                        i++;
                    cell.Append(text[i]);
                }
            }
            else if (text[i] is ',' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (text[i] != '\n')
                    continue;
                rows.Add([.. row]);
                row.Clear();
            }
            else
            {
                cell.Append(text[i]);
            }
        }

        return rows;
    }
}
