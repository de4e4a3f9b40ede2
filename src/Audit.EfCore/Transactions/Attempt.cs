using System.Collections.Immutable;
using System.Globalization;
using Audit.Events;

namespace Audit.EfCore.Transactions;

/// <summary>The attempts of an operation that an execution strategy tries until it succeeds: what happens within one carries which one it is.</summary>
internal sealed class Attempt
{
    private static readonly AsyncLocal<Attempt?> Ambient = new();

    private readonly AuditAttribute _operation = new("ef.operation", Guid.CreateVersion7().ToString());
    private ImmutableArray<AuditAttribute> _attributes = [];
    private int _number;

    /// <summary>What events of the current attempt carry; empty when nothing is tried again.</summary>
    public static ImmutableArray<AuditAttribute> CurrentAttributes => Ambient.Value?._attributes ?? [];

    /// <summary>Whether an attempt runs: what is tried within it is part of it.</summary>
    public static bool IsRunning => Ambient.Value is not null;

    /// <summary>The operation is tried, for the first time or again, on the current flow.</summary>
    public void Next()
    {
        _number++;
        _attributes = [_operation, new AuditAttribute("ef.attempt", _number.ToString(CultureInfo.InvariantCulture))];
        Ambient.Value = this;
    }

    /// <summary>The operation ended on the current flow.</summary>
    public static void End() => Ambient.Value = null;
}
