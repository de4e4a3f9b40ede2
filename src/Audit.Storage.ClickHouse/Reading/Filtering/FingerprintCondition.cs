using System.Collections.Immutable;
using Audit.Querying;
using Audit.Querying.Filtering;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Filtering;

/// <summary>Writes a condition on the fingerprint: a number in the store, sixteen hexadecimal digits for people, empty when there is none.</summary>
internal sealed class FingerprintCondition(SqlText sql, TextConditions texts, FilterLimits limits)
{
    /// <summary>The fingerprint as people see it.</summary>
    public static readonly SqlFragment Text = new("if(fingerprint = 0, '', lower(leftPad(hex(fingerprint), 16, '0')))");

    public void Write(StringFilter filter, string path)
    {
        // Equality compares numbers, which needs no text per row; the rest is about digits.
        var digits = new StringFilter
        {
            Contains = filter.Contains,
            StartsWith = filter.StartsWith?.ToLowerInvariant(),
            Like = filter.Like?.ToLowerInvariant(),
        };
        sql.Add($"(");
        texts.WriteText(digits, Text, path);
        if (filter.Eq is { } eq)
            sql.Add($" AND fingerprint = {Parse(eq, $"{path}.eq")}");
        if (filter.Ne is { } ne)
            sql.Add($" AND fingerprint != {Parse(ne, $"{path}.ne")}");
        if (filter.In is { } some)
            WriteIn(some, negate: false, $"{path}.in");
        if (filter.NotIn is { IsDefaultOrEmpty: false } none)
            WriteIn(none, negate: true, $"{path}.notIn");
        sql.Add($")");
    }

    private void WriteIn(ImmutableArray<string> values, bool negate, string path)
    {
        if (values.IsDefaultOrEmpty)
        {
            sql.Add($" AND 0");
            return;
        }

        var numbers = Array.ConvertAll(texts.Values(values, path)!, text => Parse(text, path));
        var comparison = new SqlFragment(negate ? "NOT IN" : "IN");
        sql.Add($" AND fingerprint {comparison} {numbers}");
    }

    private ulong Parse(string text, string path) => FingerprintTest.Parse(text, limits, path);
}
