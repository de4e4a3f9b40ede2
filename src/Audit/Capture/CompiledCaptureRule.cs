using System.Collections.Immutable;
using Audit.Events;
using Audit.Matching;

namespace Audit.Capture;

/// <summary>A rule as it is matched.</summary>
internal sealed class CompiledCaptureRule(CaptureRule rule)
{
    private readonly CommandSource[] _sources = [.. rule.Sources];
    private readonly ActorType[] _actorTypes = [.. rule.ActorTypes];
    private readonly string[] _operations = [.. rule.Operations.Select(static operation => operation.ToUpperInvariant())];
    private readonly Glob[] _tables = Compile(rule.Tables);
    private readonly Glob[] _actors = Compile(rule.Actors);
    private readonly Glob[] _routes = Compile(rule.Routes);

    public CaptureLevel Level => rule.Level;

    public double SampleRate => rule.SampleRate;

    public bool Matches(AuditEvent auditEvent) =>
        (_sources.Length == 0 || Array.IndexOf(_sources, auditEvent.Source) >= 0)
        && (_actorTypes.Length == 0 || Array.IndexOf(_actorTypes, auditEvent.Context.Actor.Type) >= 0)
        && (_actors.Length == 0 || Matches(_actors, auditEvent.Context.Actor.Id))
        && (_routes.Length == 0 || (auditEvent.Context.HttpRoute is { } route && Matches(_routes, route)))
        && (_operations.Length == 0 || AreOperations(auditEvent))
        && (_tables.Length == 0 || AreTables(auditEvent));

    private bool AreOperations(AuditEvent auditEvent)
    {
        if (auditEvent.Statement is not { Operations: { IsDefaultOrEmpty: false } operations })
            return false;
        foreach (var operation in operations)
        {
            if (Array.IndexOf(_operations, operation) < 0)
                return false;
        }

        return true;
    }

    private bool AreTables(AuditEvent auditEvent)
    {
        if (auditEvent.Statement is not { } statement)
            return auditEvent.Entity is { } entity && Matches(_tables, entity.Type);
        return (!statement.TablesRead.IsDefaultOrEmpty || !statement.TablesWritten.IsDefaultOrEmpty)
            && AreTables(statement.TablesRead) && AreTables(statement.TablesWritten);
    }

    private bool AreTables(ImmutableArray<string> tables)
    {
        foreach (var table in tables)
        {
            if (!MatchesTable(table))
                return false;
        }

        return true;
    }

    private bool MatchesTable(string table)
    {
        foreach (var pattern in _tables)
        {
            if (pattern.MatchesTable(table))
                return true;
        }

        return false;
    }

    private static bool Matches(Glob[] patterns, string text)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(text))
                return true;
        }

        return false;
    }

    private static Glob[] Compile(IList<string> patterns) => [.. patterns.Select(static pattern => new Glob(pattern))];
}
