using Audit.Events;
using Audit.Redaction;
using GraphQL;

namespace Audit.GraphQL.Schema.Events;

/// <summary>A change of one entity.</summary>
[Name("EntityChange")]
internal sealed class EntityChangeNode(EntityChange change)
{
    public string Entity => change.Type;

    public string Key => change.Key;

    public string State => change.State;

    public IEnumerable<PropertyChangeNode> Changes => change.Changes.Select(static property => new PropertyChangeNode(property));
}

/// <summary>A changed property; a redacted value reads null.</summary>
[Name("PropertyChange")]
internal sealed class PropertyChangeNode(PropertyChange change)
{
    public string Property => change.Property;

    public string? Before => Shown(change.Before);

    public string? After => Shown(change.After);

    [Name("redacted")]
    public bool IsRedacted => change.Before == Redacted.Marker || change.After == Redacted.Marker;

    private static string? Shown(string? value) => value == Redacted.Marker ? null : value;
}

/// <summary>A run of a console command or job.</summary>
[Name("CommandRun")]
internal sealed class CommandRunNode(CommandRun run)
{
    public string Name => run.Name;

    public IEnumerable<string> Arguments => run.Arguments;

    public int? ExitCode => run.ExitCode;
}
