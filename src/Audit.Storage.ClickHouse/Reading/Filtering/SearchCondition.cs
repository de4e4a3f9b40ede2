using Audit.Querying.Filtering;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Filtering;

/// <summary>Writes the condition that every word stands in the statement, the error, the command line, the entity's key or the actor.</summary>
internal sealed class SearchCondition(SqlText sql, FilterLimits limits)
{
    private static readonly SqlFragment[] Texts =
    [
        new("statement"),
        new("error_message"),
        new("command_name"),
        new("arrayStringConcat(command_arguments, ' ')"),
        new("entity_key"),
        new("actor_id"),
        new("actor_name"),
    ];

    public void Write(string search, string path)
    {
        var words = SearchWord.SplitChecked(search, limits, path);
        var all = new Junction(sql, " AND ");
        sql.Add($"(");
        foreach (var word in words)
        {
            limits.Count(path);
            all.Next();
            WriteWord(word);
        }

        all.Close();
    }

    private void WriteWord(SearchWord word)
    {
        var tokens = word.Tokens.Length > 0 ? sql.Bind(word.Tokens) : default;
        var whole = word.IsOneToken ? default : sql.Bind(word.Text);
        var any = new Junction(sql, " OR ");
        sql.Add($"(");
        foreach (var text in Texts)
        {
            any.Next();
            if (word.IsOneToken)
                sql.Add($"hasAllTokens(lower({text}), {tokens})");
            else if (word.Tokens.Length == 0)
                sql.Add($"positionCaseInsensitiveUTF8({text}, {whole}) > 0");
            else
                sql.Add($"(hasAllTokens(lower({text}), {tokens}) AND positionCaseInsensitiveUTF8({text}, {whole}) > 0)");
        }

        sql.Add($")");
    }
}
