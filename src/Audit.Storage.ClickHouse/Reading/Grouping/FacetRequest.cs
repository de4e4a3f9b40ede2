using System.Globalization;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Filtering;
using Audit.Storage.ClickHouse.Reading.Rows;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Grouping;

/// <summary>A checked request for facets, and the one statement that answers it.</summary>
internal sealed class FacetRequest
{
    private const int MaxLimit = 100;
    private const int MaxDimensions = 24;

    private readonly FacetQuery _query;
    private readonly long _now;

    /// <exception cref="AuditQueryException">The request is not valid.</exception>
    public FacetRequest(FacetQuery query, long now)
    {
        _query = query;
        _now = now;
        Dimensions.Check(query.Dimensions, MaxDimensions, "dimensions");
        if (query.Dimensions.Contains(Dimension.Time))
            throw new AuditQueryException(AuditQueryFailure.Invalid, "dimensions: TIME has no facets; aggregate by it instead.");
        if (query.Limit is < 1 or > MaxLimit)
            throw new AuditQueryException(AuditQueryFailure.Invalid, "limit: it must lie between 1 and 100.");
    }

    public int MaxRows => _query.Dimensions.Length * _query.Limit;

    /// <summary>
    /// One scan counts every dimension by itself. Lists are counted as wholes first, of which there are few, and taken apart afterwards:
    /// taken apart in the scan they would multiply the counts of the others.
    /// </summary>
    public SqlText Facets()
    {
        var sql = new SqlText();
        var count = _query.Dimensions.Length;
        sql.Add($"SELECT d, v, c, toUInt64(sum(c) OVER (PARTITION BY d)) AS total FROM (SELECT d, arrayJoin(vs) AS v, sum(n) AS c FROM (SELECT ");
        WriteEach(sql, "toUInt8(multiIf(", static i => string.Create(CultureInfo.InvariantCulture, $"grouping(k{i}) = 0, {i}"), ", 255)) AS d, ", count);
        WriteEach(sql, "multiIf(", ValuesOf, ", CAST([], 'Array(String)')) AS vs, count() AS n FROM (SELECT ", count);
        WriteEach(sql, "", i => string.Create(CultureInfo.InvariantCulture, $"{Dimensions.Value(_query.Dimensions[i])} AS k{i}"), " FROM audit_logs WHERE ", count);
        new FilterSql(sql, _now).Write(_query.Filter);
        WriteEach(sql, ") GROUP BY GROUPING SETS (", static i => string.Create(CultureInfo.InvariantCulture, $"(k{i})"), ")) ", count);
        return sql.Add($"WHERE v != '' GROUP BY d, v) ORDER BY d, c DESC, v LIMIT {(long)_query.Limit} BY d");
    }

    public IReadOnlyList<Facet> Read(ReadOnlySpan<byte> answer)
    {
        var values = new List<FacetValue>[_query.Dimensions.Length];
        var others = new long[values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = [];

        var reader = new RowBinaryReader(answer);
        while (!reader.IsAtEnd)
        {
            var dimension = reader.UInt8();
            var value = System.Text.Encoding.UTF8.GetString(reader.Text());
            var count = (long)reader.UInt64();
            var total = (long)reader.UInt64();
            if (values[dimension].Count == 0)
                others[dimension] = total;
            values[dimension].Add(new FacetValue(value, count));
            others[dimension] -= count;
        }

        var facets = new Facet[values.Length];
        for (var i = 0; i < facets.Length; i++)
            facets[i] = new Facet(_query.Dimensions[i], values[i], others[i]);
        return facets;
    }

    private string ValuesOf(int i)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"k{i}");
        return Dimensions.IsList(_query.Dimensions[i]) ? $"grouping({key}) = 0, CAST({key}, 'Array(String)')" : $"grouping({key}) = 0, [toString({key})]";
    }

    private static void WriteEach(SqlText sql, string before, Func<int, string> part, string after, int count)
    {
        var all = new SqlFragment(before + string.Join(", ", Enumerable.Range(0, count).Select(part)) + after);
        sql.Add($"{all}");
    }
}
