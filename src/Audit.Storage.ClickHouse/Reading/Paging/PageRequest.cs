using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Filtering;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Reading.Paging;

/// <summary>A checked request for a page, and the statements that answer it.</summary>
internal sealed class PageRequest
{
    private const int MaxLimit = 1000;

    private readonly AuditQuery _query;
    private readonly long _now;
    private readonly SqlFragment _key;
    private readonly PageCursor? _after;
    private readonly PageCursor? _before;

    /// <exception cref="AuditQueryException">The request is not valid.</exception>
    public PageRequest(AuditQuery query, long now)
    {
        _query = query;
        _now = now;
        if (query.Limit is < 1 or > MaxLimit)
            throw new AuditQueryException(AuditQueryFailure.Invalid, "limit: it must lie between 1 and 1000.");
        if (!Enum.IsDefined(query.Direction))
            throw new AuditQueryException(AuditQueryFailure.Invalid, "direction: there is no such value.");

        _key = query.Sort switch
        {
            AuditSort.OccurredAt => new SqlFragment("occurred_at"),
            AuditSort.Duration => new SqlFragment("duration_us"),
            AuditSort.RowsAffected => new SqlFragment("rows_affected"),
            _ => throw new AuditQueryException(AuditQueryFailure.Invalid, "sort: there is no such value."),
        };
        _after = query.After is { } after ? PageCursor.Decode(after, query.Sort, query.Direction, "after") : null;
        _before = query.Before is { } before ? PageCursor.Decode(before, query.Sort, query.Direction, "before") : null;
        IsBackward = query.FromEnd || (_before is not null && _after is null);
    }

    /// <summary>Whether the page is read from its end.</summary>
    public bool IsBackward { get; }

    /// <summary>Whether there may be events before the lower cursor, the event of the cursor included.</summary>
    public bool HasLowerCursor => _after is not null;

    /// <summary>Whether there may be events behind the upper cursor, the event of the cursor included.</summary>
    public bool HasUpperCursor => _before is not null;

    /// <summary>Reads the page, and one event more to tell whether there is one.</summary>
    public SqlText Page(SqlFragment columns)
    {
        var sql = new SqlText();
        var order = Order(IsBackward);
        var limit = (long)_query.Limit + 1;
        sql.Add($"SELECT {columns} FROM audit_logs WHERE ");
        if (!IsOfAll)
        {
            WriteConditions(sql);
            return sql.Add($" ORDER BY {_key} {order}, id {order} LIMIT {limit}");
        }

        // Without a condition the engine reads all columns of the first rows of every part to sort them: here two columns, and then the rows of the page.
        sql.Add($"(occurred_at, id) IN (SELECT occurred_at, id FROM audit_logs WHERE ");
        WriteConditions(sql);
        return sql.Add($" ORDER BY {_key} {order}, id {order} LIMIT {limit}) ORDER BY {_key} {order}, id {order} LIMIT {limit}");
    }

    /// <summary>Whether nothing is asked of the events but when they were.</summary>
    private bool IsOfAll => _query.Filter with { From = null, To = null, Last = null } == new AuditFilter();

    private void WriteConditions(SqlText sql)
    {
        new FilterSql(sql, _now).Write(_query.Filter);
        if (_after is { } after)
            WriteBound(sql, after, behind: true, inclusive: false);
        if (_before is { } before)
            WriteBound(sql, before, behind: false, inclusive: false);
    }

    /// <summary>Asks whether an event lies at the lower cursor or before it.</summary>
    public SqlText ExistsBelow() => Exists(_after!.Value, behind: false);

    /// <summary>Asks whether an event lies at the upper cursor or behind it.</summary>
    public SqlText ExistsAbove() => Exists(_before!.Value, behind: true);

    private SqlText Exists(PageCursor cursor, bool behind)
    {
        var sql = new SqlText();
        sql.Add($"SELECT toUInt8(1) FROM audit_logs WHERE ");
        new FilterSql(sql, _now).Write(_query.Filter);
        WriteBound(sql, cursor, behind, inclusive: true);

        // Read from the cursor on: the event of the cursor itself nearly always answers.
        var order = Order(reversed: !behind);
        return sql.Add($" ORDER BY {_key} {order}, id {order} LIMIT 1");
    }

    /// <summary>The bound on the key alone comes first: it is what the primary key is searched by.</summary>
    private void WriteBound(SqlText sql, PageCursor cursor, bool behind, bool inclusive)
    {
        var greater = behind == (_query.Direction == SortDirection.Ascending);
        var strict = new SqlFragment(greater ? ">" : "<");
        var loose = new SqlFragment(greater ? ">=" : "<=");
        var idBound = inclusive ? loose : strict;
        var key = Key(sql, cursor.Key);
        sql.Add($" AND {_key} {loose} {key} AND ({_key} {strict} {key} OR id {idBound} {cursor.Id})");
    }

    private SqlFragment Key(SqlText sql, long key) => _query.Sort == AuditSort.OccurredAt
        ? new SqlFragment($"fromUnixTimestamp64Micro({sql.Bind(key)}, 'UTC')")
        : sql.Bind(key);

    private SqlFragment Order(bool reversed) =>
        new((_query.Direction == SortDirection.Ascending) == reversed ? "DESC" : "ASC");
}
