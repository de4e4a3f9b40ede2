using System.Collections.Immutable;
using Audit.Querying;
using Audit.Querying.Filtering;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Filtering;

/// <summary>Writes conditions on texts and on lists of texts.</summary>
internal sealed class TextConditions(SqlText sql, FilterLimits limits)
{
    private static readonly SqlFragment Element = new("x");

    /// <summary>Writes a condition on one text, in brackets.</summary>
    public void WriteText(StringFilter filter, SqlFragment column, string path)
    {
        var all = new Junction(sql, " AND ");
        sql.Add($"(");
        WritePositive(filter, column, path, ref all);
        if (filter.Ne is { } ne)
        {
            Begin(ref all, path);
            sql.Add($"{column} != {limits.Check($"{path}.ne", ne)}");
        }

        if (Values(filter.NotIn, $"{path}.notIn") is { Length: > 0 } excluded)
        {
            Begin(ref all, path);
            sql.Add($"{column} NOT IN {excluded}");
        }

        all.Close();
    }

    /// <summary>
    /// Writes a condition on lists that count as one, in brackets: an element fulfils what is demanded, and none is what is excluded.
    /// </summary>
    public void WriteList(StringFilter filter, ReadOnlySpan<SqlFragment> lists, string path)
    {
        var all = new Junction(sql, " AND ");
        sql.Add($"(");
        WriteElement(filter, lists, path, ref all);
        if (filter.Ne is { } ne)
        {
            Begin(ref all, path);
            sql.Add($"NOT ");
            WriteAny(lists, "has", sql.Bind(limits.Check($"{path}.ne", ne)));
        }

        if (Values(filter.NotIn, $"{path}.notIn") is { Length: > 0 } excluded)
        {
            Begin(ref all, path);
            sql.Add($"NOT ");
            WriteAny(lists, "hasAny", sql.Bind(excluded));
        }

        all.Close();
    }

    /// <summary>The texts of a list, checked; <see langword="null"/> when there is no list.</summary>
    public string[]? Values(ImmutableArray<string>? values, string path)
    {
        if (values is not { } list)
            return null;
        if (list.IsDefault)
            return [];

        FilterLimits.CheckList(path, list.Length);
        var checkedValues = new string[list.Length];
        for (var i = 0; i < checkedValues.Length; i++)
            checkedValues[i] = limits.Check(path, list[i]);
        return checkedValues;
    }

    private void WriteElement(StringFilter filter, ReadOnlySpan<SqlFragment> lists, string path, ref Junction all)
    {
        // What the indexes of the lists can answer is said so that they do.
        if (filter is { Eq: { } eq, In: null, Contains: null, StartsWith: null, Like: null })
        {
            Begin(ref all, path);
            WriteAny(lists, "has", sql.Bind(limits.Check($"{path}.eq", eq)));
        }
        else if (filter is { Eq: null, In: not null, Contains: null, StartsWith: null, Like: null })
        {
            Begin(ref all, path);
            var values = Values(filter.In, $"{path}.in")!;
            if (values.Length == 0)
                sql.Add($"0");
            else
                WriteAny(lists, "hasAny", sql.Bind(values));
        }
        else if (filter is not { Eq: null, In: null, Contains: null, StartsWith: null, Like: null })
        {
            Begin(ref all, path);
            var any = new Junction(sql, " OR ");
            sql.Add($"(");
            foreach (var list in lists)
            {
                any.Next();
                sql.Add($"arrayExists(x -> ");
                var element = new Junction(sql, " AND ");
                WritePositive(filter, Element, path, ref element);
                sql.Add($", {list})");
            }

            sql.Add($")");
        }
    }

    private void WriteAny(ReadOnlySpan<SqlFragment> lists, string function, SqlFragment value)
    {
        var any = new Junction(sql, " OR ");
        var call = new SqlFragment(function);
        sql.Add($"(");
        foreach (var list in lists)
        {
            any.Next();
            sql.Add($"{call}({list}, {value})");
        }

        sql.Add($")");
    }

    private void WritePositive(StringFilter filter, SqlFragment text, string path, ref Junction all)
    {
        if (filter.Eq is { } eq)
        {
            Begin(ref all, path);
            sql.Add($"{text} = {limits.Check($"{path}.eq", eq)}");
        }

        if (Values(filter.In, $"{path}.in") is { } values)
        {
            Begin(ref all, path);
            if (values.Length == 0)
                sql.Add($"0");
            else
                sql.Add($"{text} IN {values}");
        }

        if (filter.Contains is { } part)
        {
            Begin(ref all, path);
            sql.Add($"positionCaseInsensitiveUTF8({text}, {limits.Check($"{path}.contains", part)}) > 0");
        }

        if (filter.StartsWith is { } start)
        {
            Begin(ref all, path);
            sql.Add($"startsWith({text}, {limits.Check($"{path}.startsWith", start)})");
        }

        if (filter.Like is { } like)
        {
            Begin(ref all, path);
            var pattern = LikePattern.Normalise(limits.Check($"{path}.like", like))
                ?? throw FilterLimits.Invalid($"{path}.like", LikePattern.QuotesNothing);
            sql.Add($"{text} LIKE {pattern}");
        }
    }

    private void Begin(ref Junction all, string path)
    {
        limits.Count(path);
        all.Next();
    }
}
