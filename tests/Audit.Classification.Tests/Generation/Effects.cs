namespace Audit.Classification.Tests.Generation;

/// <summary>The truth about a text: what it would do when it runs.</summary>
internal sealed class Effects
{
    public List<string> Operations { get; } = [];

    public List<string> Writes { get; } = [];

    public List<string> Reads { get; } = [];

    public List<Reason> Reasons { get; } = [];

    public bool IsOpaque { get; set; }

    public bool IsIncomplete { get; set; }

    public void Add(Effects other)
    {
        Operations.AddRange(other.Operations);
        Writes.AddRange(other.Writes);
        Reads.AddRange(other.Reads);
        // Told once, where it stands first.
        Reasons.AddRange(other.Reasons.Where(reason => !Reasons.Exists(known => known.Name == reason.Name && known.Table == reason.Table)));
        IsOpaque |= other.IsOpaque;
        IsIncomplete |= other.IsIncomplete;
    }

    /// <summary>Reasons that stand in no other hiding place are hidden here.</summary>
    public void Hide(string via)
    {
        for (var i = 0; i < Reasons.Count; i++)
        {
            if (Reasons[i].Via is null)
                Reasons[i] = Reasons[i] with { Via = via };
        }
    }

    /// <summary>Why a statement is destructive.</summary>
    internal sealed record Reason(string Name, string? Table, string? Via);
}
