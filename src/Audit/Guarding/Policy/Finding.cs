using Audit.Events;

namespace Audit.Guarding.Policy;

/// <summary>One thing about a statement, and one table it concerns: what rules are matched with.</summary>
internal readonly record struct Finding(FindingKind Kind, string Name, Risk Severity, string? Table);

/// <summary>What a finding tells.</summary>
internal enum FindingKind : byte
{
    /// <summary>A reason of the taxonomy.</summary>
    Reason,

    /// <summary>A verb.</summary>
    Operation,

    /// <summary>It runs what is not in its text.</summary>
    Opaque,

    /// <summary>It was not understood.</summary>
    Incomplete,
}
