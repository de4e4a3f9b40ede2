using System.Collections.Immutable;

namespace Audit.Redaction.Events;

/// <summary>Collects what is told of an event's redaction, each flag once.</summary>
internal struct RedactionFlags(ImmutableArray<string> known)
{
    private ImmutableArray<string> _flags = known.IsDefault ? [] : known;

    public bool HasChanged { get; private set; }

    public void Add(string flag, bool applies)
    {
        if (!applies || _flags.Contains(flag))
            return;
        _flags = _flags.Add(flag);
        HasChanged = true;
    }

    public readonly ImmutableArray<string> ToImmutable() => _flags;
}
