using System.Collections.Immutable;
using Audit.Events;
using Audit.Querying;
using Audit.Querying.Filtering;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Filtering;

/// <summary>Turns a filter into a condition over the columns of the audit log. One instance per statement.</summary>
internal sealed partial class FilterSql
{
    private readonly SqlText _sql;
    private readonly long _now;
    private readonly FilterLimits _limits = new();
    private readonly TextConditions _texts;

    /// <param name="sql">Where the condition is written.</param>
    /// <param name="now">The time that relative ranges end at, in microseconds since 1970-01-01 UTC.</param>
    public FilterSql(SqlText sql, long now)
    {
        _sql = sql;
        _now = now;
        _texts = new TextConditions(sql, _limits);
    }

    /// <summary>Writes the condition in brackets.</summary>
    /// <exception cref="AuditQueryException">The filter is not valid or too big.</exception>
    public void Write(AuditFilter filter) => Write(filter, "filter", 1);

    private void Write(AuditFilter? filter, string path, int depth)
    {
        if (filter is null)
            throw FilterLimits.Invalid(path, "a filter is missing.");
        FilterLimits.CheckDepth(path, depth);
        var all = new Junction(_sql, " AND ");
        _sql.Add($"(");
        WriteTimes(filter, path, ref all);
        WriteKinds(filter, path, ref all);
        WriteTexts(filter, path, ref all);
        WriteNumbers(filter, path, ref all);
        WriteAttributes(filter.Attribute, $"{path}.attribute", ref all);
        if (filter.Search is { } search)
        {
            Begin(ref all, $"{path}.search");
            new SearchCondition(_sql, _limits).Write(search, $"{path}.search");
        }

        WriteNested(filter, path, depth, ref all);
        all.Close();
    }

    private void WriteNested(AuditFilter filter, string path, int depth, ref Junction all)
    {
        if (filter.And is { } and)
            WriteGroup(and, " AND ", $"{path}.and", depth, ref all);
        if (filter.Or is { } or)
            WriteGroup(or, " OR ", $"{path}.or", depth, ref all);
        if (filter.Not is { } not)
        {
            Begin(ref all, $"{path}.not");
            _sql.Add($"NOT ");
            Write(not, $"{path}.not", depth + 1);
        }
    }

    private void WriteGroup(ImmutableArray<AuditFilter> filters, string joint, string path, int depth, ref Junction all)
    {
        Begin(ref all, path);
        if (filters.IsDefaultOrEmpty)
        {
            _sql.Add($"0");
            return;
        }

        FilterLimits.CheckList(path, filters.Length);
        var group = new Junction(_sql, joint);
        _sql.Add($"(");
        for (var i = 0; i < filters.Length; i++)
        {
            group.Next();
            Write(filters[i], Element(path, i), depth + 1);
        }

        _sql.Add($")");
    }

    private void WriteKinds(AuditFilter filter, string path, ref Junction all)
    {
        WriteNames(filter.Category, Columns.Category, CanonicalNames.ToCanonicalName, $"{path}.category", ref all);
        WriteNames(filter.Outcome, Columns.Outcome, CanonicalNames.ToCanonicalName, $"{path}.outcome", ref all);
        WriteNames(filter.Source, Columns.Source, CanonicalNames.ToCanonicalName, $"{path}.source", ref all);
        WriteNames(filter.ActorType, Columns.ActorType, CanonicalNames.ToCanonicalName, $"{path}.actorType", ref all);
        if (filter.MinRisk is { } risk)
        {
            Begin(ref all, $"{path}.minRisk");
            _sql.Add($"risk >= {(byte)risk}");
        }

        if (filter.Destructive is { } destructive)
        {
            Begin(ref all, $"{path}.destructive");
            _sql.Add($"destructive = {(byte)(destructive ? 1 : 0)}");
        }

        if (filter.Id is { } id)
        {
            Begin(ref all, $"{path}.id");
            IdCondition.Write(_sql, id);
        }

        if (filter.ParentId is { } parent)
        {
            Begin(ref all, $"{path}.parentId");
            _sql.Add($"parent_id = {parent}");
        }
    }

    private void WriteNames<T>(ImmutableArray<T>? values, SqlFragment column, Func<T, string> name, string path, ref Junction all)
        where T : struct, Enum
    {
        if (values is not { } wanted)
            return;

        Begin(ref all, path);
        if (wanted.IsDefaultOrEmpty)
        {
            _sql.Add($"0");
            return;
        }

        FilterLimits.CheckList(path, wanted.Length);
        var names = new string[wanted.Length];
        for (var i = 0; i < names.Length; i++)
        {
            if (!Enum.IsDefined(wanted[i]))
                throw FilterLimits.Invalid(Element(path, i), "there is no such value.");
            names[i] = name(wanted[i]);
        }

        _sql.Add($"{column} IN {names}");
    }

    private void WriteAttributes(ImmutableArray<AttributeFilter>? attributes, string path, ref Junction all)
    {
        if (attributes is not { } wanted)
            return;

        Begin(ref all, path);
        if (wanted.IsDefaultOrEmpty)
        {
            _sql.Add($"0");
            return;
        }

        FilterLimits.CheckList(path, wanted.Length);
        var group = new Junction(_sql, " AND ");
        _sql.Add($"(");
        for (var i = 0; i < wanted.Length; i++)
        {
            var element = Element(path, i);
            if (wanted[i] is not { Value: { } value } attribute)
                throw FilterLimits.Invalid(element, "a condition is missing.");
            _limits.Count(element);
            group.Next();
            var name = _sql.Bind(_limits.Check($"{element}.name", attribute.Name));
            _sql.Add($"mapContains(attributes, {name}) AND ");
            _texts.WriteText(value, new SqlFragment($"attributes[{name}]"), $"{element}.value");
        }

        _sql.Add($")");
    }

    private void Begin(ref Junction all, string path)
    {
        _limits.Count(path);
        all.Next();
    }

    private static string Element(string path, int index) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}[{index}]");
}
