using Audit.Context;
using Audit.Events;
using Audit.Matching;
using Audit.Statements;

namespace Audit.Guarding.Policy;

/// <summary>A rule as it is matched: immutable, so that nobody who still holds its options changes a policy in force.</summary>
internal sealed class CompiledRule
{
    private readonly Glob[] _reasons;
    private readonly string[] _environments;
    private readonly SqlDialect[] _dialects;
    private readonly Glob[] _databases;
    private readonly Glob[] _tables;
    private readonly ActorType[] _actorTypes;
    private readonly string[] _roles;
    private readonly string[] _actorIds;
    private readonly CommandSource[] _sources;
    private readonly Risk _minSeverity;
    private readonly bool _choosesReasons;
    private readonly bool _opaque;
    private readonly bool _incomplete;

    public CompiledRule(GuardRule rule, int index)
    {
        Rule = rule;
        Index = index;
        Action = rule.Action;
        IsLimit = rule.MaxRows is not null;
        _reasons = [.. rule.Reasons.Select(static pattern => new Glob(pattern))];
        _environments = [.. rule.Environments];
        _dialects = [.. rule.Dialects];
        _databases = [.. rule.Databases.Select(static pattern => new Glob(pattern))];
        _tables = [.. rule.Tables.Select(static pattern => new Glob(pattern))];
        _actorTypes = [.. rule.ActorTypes];
        _roles = [.. rule.Roles];
        _actorIds = [.. rule.ActorIds];
        _sources = [.. rule.Sources];
        _minSeverity = rule.MinSeverity ?? Risk.None;

        var choosesNothing = rule is { MinSeverity: null, Opaque: false, Incomplete: false } && rule.Reasons.Count == 0 && rule.Operations.Count == 0;
        _choosesReasons = choosesNothing || rule.MinSeverity is not null || rule.Reasons.Count > 0;
        _opaque = !IsLimit && (choosesNothing || rule.Opaque);
        _incomplete = !IsLimit && (choosesNothing || rule.Incomplete);
        Operations = choosesNothing && IsLimit
            ? [.. RowChanges.Operations]
            : [.. rule.Operations.Select(static operation => operation.ToUpperInvariant())];
    }

    public GuardRule Rule { get; }

    public int Index { get; }

    public GuardAction Action { get; }

    public bool IsLimit { get; }

    /// <summary>The verbs that it is about, destructive or not.</summary>
    public string[] Operations { get; }

    /// <summary>Whether it matches a part of an operation.</summary>
    public bool Matches(in Finding finding, in GuardedOperation operation) =>
        IsAbout(finding) && IsOn(finding.Table) && AppliesTo(operation);

    private bool IsAbout(in Finding finding) => finding.Kind switch
    {
        FindingKind.Reason => IsAboutReason(finding),
        FindingKind.Operation => Array.IndexOf(Operations, finding.Name) >= 0,
        FindingKind.Opaque => _opaque,
        _ => _incomplete,
    };

    private bool IsAboutReason(in Finding finding)
    {
        if (IsLimit && !RowChanges.IsReason(finding.Name))
            return false;
        return (_choosesReasons && finding.Severity >= _minSeverity && Names(finding.Name))
            || (Operations.Length > 0 && ReasonVerbs.Of(finding.Name) is { } verb && Array.IndexOf(Operations, verb) >= 0);
    }

    private bool Names(string reason)
    {
        if (_reasons.Length == 0)
            return true;
        foreach (var pattern in _reasons)
        {
            if (pattern.Matches(reason))
                return true;
        }

        return false;
    }

    private bool IsOn(string? table)
    {
        if (_tables.Length == 0)
            return true;
        if (table is null)
            return false;
        foreach (var pattern in _tables)
        {
            if (pattern.MatchesTable(table))
                return true;
        }

        return false;
    }

    private bool AppliesTo(in GuardedOperation operation) =>
        (_sources.Length == 0 || Array.IndexOf(_sources, operation.Source) >= 0)
        && (_environments.Length == 0 || Contains(_environments, operation.Environment, StringComparison.OrdinalIgnoreCase))
        && (_dialects.Length == 0 || Array.IndexOf(_dialects, DialectOf(operation.Database)) >= 0)
        && (_databases.Length == 0 || IsIn(operation.Database))
        && AppliesTo(operation.Actor);

    private bool AppliesTo(AuditActor actor) =>
        (_actorTypes.Length == 0 || Array.IndexOf(_actorTypes, actor.Type) >= 0)
        && (_actorIds.Length == 0 || Contains(_actorIds, actor.Id, StringComparison.Ordinal))
        && (_roles.Length == 0 || HasRole(actor));

    private bool IsIn(DatabaseTarget? database)
    {
        foreach (var pattern in _databases)
        {
            if (database is not null && pattern.Matches(database.Name))
                return true;
        }

        return false;
    }

    private bool HasRole(AuditActor actor)
    {
        foreach (var role in actor.Roles)
        {
            if (Contains(_roles, role, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool Contains(string[] values, string value, StringComparison comparison)
    {
        foreach (var candidate in values)
        {
            if (string.Equals(candidate, value, comparison))
                return true;
        }

        return false;
    }

    /// <summary>By OpenTelemetry's name of the system, which is all that recorded history knows.</summary>
    private static SqlDialect DialectOf(DatabaseTarget? database) => database?.System switch
    {
        "postgresql" => SqlDialect.PostgreSql,
        "sqlite" => SqlDialect.Sqlite,
        "microsoft.sql_server" => SqlDialect.SqlServer,
        "mysql" or "mariadb" => SqlDialect.MySql,
        "oracle.db" => SqlDialect.Oracle,
        _ => SqlDialect.Unknown,
    };
}
