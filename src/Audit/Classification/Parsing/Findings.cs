using System.Collections.Immutable;
using Audit.Events;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>What the parser found in a text and in the texts that run within it. Reused; not thread-safe.</summary>
internal sealed class Findings(NamePool names)
{
    private const int MaxReasons = 256;

    private readonly List<DestructiveReason> _reasons = [];

    public NameSet Operations { get; } = new(names);

    public NameSet Reads { get; } = new(names);

    public NameSet Writes { get; } = new(names);

    public bool IsOpaque { get; set; }

    public bool IsIncomplete { get; set; }

    /// <summary>The text holds a password or key.</summary>
    public bool HasCredentials { get; set; }

    public Risk Risk { get; private set; }

    public ImmutableArray<DestructiveReason> Reasons => _reasons.Count == 0 ? [] : [.. _reasons];

    public void AddReason(string name, string? table, string? via)
    {
        foreach (var known in _reasons)
        {
            if (known.Name == name && known.Table == table)
                return;
        }

        var severity = Statements.DestructiveReasons.SeverityOf(name);
        if (severity > Risk)
            Risk = severity;
        // A script that drops thousands of tables is told well enough by the first of them, its writes and its risk.
        if (_reasons.Count < MaxReasons)
            _reasons.Add(new DestructiveReason(name, severity, table, via));
    }

    public void Clear()
    {
        Operations.Clear();
        Reads.Clear();
        Writes.Clear();
        _reasons.Clear();
        IsOpaque = false;
        IsIncomplete = false;
        HasCredentials = false;
        Risk = Risk.None;
    }
}
