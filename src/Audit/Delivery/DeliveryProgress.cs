using Audit.Buffering;

namespace Audit.Delivery;

/// <summary>Completes flush markers when the rows before them are stored. Batches are stored in the order in which they were queued, so counting rows suffices. Thread-safe.</summary>
internal sealed class DeliveryProgress
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Rows, FlushMarker Marker)> _waiting = new();
    private long _queued;
    private long _stored;
    private bool _givenUp;

    /// <summary>The consumer queued rows.</summary>
    public void Queued(int rows) => Interlocked.Add(ref _queued, rows);

    /// <summary>The sender stored rows.</summary>
    public void Stored(int rows)
    {
        lock (_lock)
        {
            _stored += rows;
            while (_waiting.TryPeek(out var first) && first.Rows <= _stored)
            {
                _waiting.Dequeue();
                first.Marker.Complete();
            }
        }
    }

    /// <summary>Completes a marker once everything queued so far is stored. Called by the consumer, in the order of the markers.</summary>
    public void CompleteWhenStored(FlushMarker marker)
    {
        lock (_lock)
        {
            var rows = Volatile.Read(ref _queued);
            if (rows <= _stored)
                marker.Complete();
            else if (_givenUp)
                marker.GiveUp();
            else
                _waiting.Enqueue((rows, marker));
        }
    }

    /// <summary>Nothing more will be stored.</summary>
    public void GiveUp()
    {
        lock (_lock)
        {
            _givenUp = true;
            while (_waiting.TryDequeue(out var entry))
                entry.Marker.GiveUp();
        }
    }
}
