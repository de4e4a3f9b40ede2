using Audit.Buffering;
using Audit.Events;
using Audit.Sealing;

namespace Audit.Spooling.Writing;

/// <summary>What the consumer hands to the writer at once: sealed rows, who waits for them, and flushes behind them.</summary>
internal sealed class IntakeBatch
{
    /// <summary>Buffers beyond this are not kept.</summary>
    private const int KeptCapacity = 64 * 1024 * 1024;

    public OpenBatch Rows { get; private set; } = new();

    public List<Acknowledgement> Waiting { get; } = [];

    public List<FlushMarker> Flushes { get; } = [];

    /// <summary>The events among them that declare losses.</summary>
    public List<AuditEvent> Gaps { get; } = [];

    /// <summary>Whether somebody waits until it is durable.</summary>
    public bool OnDisk { get; private set; }

    public bool IsEmpty => Rows.Count == 0 && Flushes.Count == 0;

    public void Add(Acknowledgement acknowledgement)
    {
        Waiting.Add(acknowledgement);
        OnDisk |= acknowledgement.OnDisk;
    }

    public void Complete(bool isSafe)
    {
        foreach (var acknowledgement in Waiting)
            acknowledgement.Complete(isSafe);
    }

    public void Clear()
    {
        if (Rows.Capacity > KeptCapacity)
            Rows = new OpenBatch();
        Rows.Clear();
        Waiting.Clear();
        Flushes.Clear();
        Gaps.Clear();
        OnDisk = false;
    }
}
