using System.Diagnostics;
using System.Threading.Channels;
using Audit.Diagnostics;
using Audit.Events;
using Audit.Spooling.Writing;

namespace Audit.Buffering;

/// <summary>
/// The bounded queue between the threads of the application and the one consumer. It holds <see cref="AuditEvent"/>s, <see cref="Acknowledgement"/>s
/// with theirs, and <see cref="FlushMarker"/>s.
/// </summary>
/// <remarks>
/// The channel runs in mode <see cref="BoundedChannelFullMode.Wait"/> and is only written to by <c>TryWrite</c>: in the modes that drop,
/// <c>TryWrite</c> returns <see langword="true"/> for what it drops. Its asynchronous waits are not used, because they resume on the thread pool,
/// which may be starved by the very threads that wait here.
/// </remarks>
internal sealed class EventBuffer(AuditBufferOptions options, PipelineCounters counters, LossLedger losses) : IDisposable
{
    private readonly Channel<object> _channel = Channel.CreateBounded<object>(
        new BoundedChannelOptions(options.Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = options.FullMode != BufferFullMode.DropOldest });

    /// <summary>A sixteenth of the capacity is room worth waking for.</summary>
    private const int RoomyShare = 16;

    private readonly SemaphoreSlim _room = new(0);
    private int _waiting;
    private bool _stuck;
    private bool _completed;

    public ConsumerSignal Signal { get; } = new();

    public int Capacity => options.Capacity;

    /// <summary>Called with the first event.</summary>
    public Action? First { get; set; }

    /// <summary>Called when there is no room; may be called often.</summary>
    public Action? Full { get; set; }

    /// <summary>The number of items in the queue.</summary>
    public int Count => _channel.Reader.Count;

    public bool IsCompleted => Volatile.Read(ref _completed);

    /// <summary>How many announced that they wait for room, and were not answered yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Puts an event in; waits for room as the options say.</summary>
    public bool Add(AuditEvent auditEvent)
    {
        CountRecorded();
        return TryAdd(auditEvent) || AddWhenThereIsRoom(auditEvent);
    }

    /// <summary>Puts an event of the pipeline's own in when there is room; otherwise it counts as lost.</summary>
    public void AddNow(AuditEvent auditEvent)
    {
        CountRecorded();
        if (!TryAdd(auditEvent))
            losses.Add(IsCompleted ? DropReason.Stopped : DropReason.BufferFull);
    }

    /// <summary>Puts an event in; waits for room as the options say.</summary>
    public ValueTask<bool> AddAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        CountRecorded();
        return TryAdd(auditEvent) ? new ValueTask<bool>(true) : AddWhenThereIsRoomAsync(auditEvent, cancellationToken);
    }

    /// <summary>Puts an event in for which its recorder will wait; waits for room as the options say.</summary>
    public bool Add(Acknowledgement waiting)
    {
        CountRecorded();
        var isIn = TryAdd(waiting) || AddWhenThereIsRoom(waiting);
        Signal.Wake();
        return isIn;
    }

    /// <summary>Puts an event in for which its recorder will wait; waits for room as the options say.</summary>
    public async ValueTask<bool> AddAsync(Acknowledgement waiting, CancellationToken cancellationToken)
    {
        CountRecorded();
        var isIn = TryAdd(waiting) || await AddWhenThereIsRoomAsync(waiting, cancellationToken).ConfigureAwait(false);
        Signal.Wake();
        return isIn;
    }

    /// <summary>Puts a marker in, however long that takes.</summary>
    /// <returns><see langword="false"/> when the buffer is completed.</returns>
    public async ValueTask<bool> AddAsync(FlushMarker marker, CancellationToken cancellationToken)
    {
        while (!TryAdd(marker))
        {
            if (IsCompleted)
                return false;

            if (TryAddOrAnnounce(marker))
                break;
            if (IsCompleted)
                return false;
            Signal.Wake();
            await WaitForRoomAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }

        Signal.Wake();
        return true;
    }

    /// <summary>Takes the next item. For the one consumer, and for who drops the oldest.</summary>
    public bool TryTake(out object item) => _channel.Reader.TryRead(out item!);

    public bool HasItems => _channel.Reader.TryPeek(out _);

    /// <summary>
    /// Lets those who wait for room try again, once there is room worth the switch of threads. The consumer calls it after it has taken something.
    /// </summary>
    public void ReleaseWaitingWhenRoomy()
    {
        if (Volatile.Read(ref _waiting) == 0 || Count <= options.Capacity - (options.Capacity / RoomyShare))
            ReleaseWaiting();
    }

    /// <summary>Lets those who wait for room try again. The consumer calls it when it has taken all there was.</summary>
    public void ReleaseWaiting()
    {
        if (Volatile.Read(ref _stuck))
            Volatile.Write(ref _stuck, false);
        if (Volatile.Read(ref _waiting) == 0)
            return;

        var waiting = Interlocked.Exchange(ref _waiting, 0);
        if (waiting > 0)
            _room.Release(waiting);
    }

    /// <summary>Takes no more items; what is in can still be taken.</summary>
    public void Complete()
    {
        _channel.Writer.TryComplete();
        Volatile.Write(ref _completed, true);

        // Who announces to wait either sees the completion, or is seen here.
        Interlocked.MemoryBarrier();
        ReleaseWaiting();
        Signal.Wake();
    }

    public void Dispose()
    {
        Signal.Dispose();
        _room.Dispose();
    }

    private void CountRecorded()
    {
        if (counters.EventRecorded() == 1)
            First?.Invoke();
    }

    private bool TryAdd(object item)
    {
        if (!_channel.Writer.TryWrite(item))
            return false;

        Signal.ItemAdded();
        return true;
    }

    private bool AddWhenThereIsRoom(object item)
    {
        Full?.Invoke();
        Signal.Wake();
        if (options.FullMode == BufferFullMode.DropOldest)
            return AddInsteadOfOldest(item);
        var started = Stopwatch.GetTimestamp();
        while (MayWait(started, out var left))
        {
            if (TryAddOrAnnounce(item))
                return true;
            if (!IsCompleted && !_room.Wait(left))
                WaitNoMore();
        }

        return TryAdd(item) || Lose(hasWaited: MayWaitAtAll);
    }

    private async ValueTask<bool> AddWhenThereIsRoomAsync(object item, CancellationToken cancellationToken)
    {
        Full?.Invoke();
        Signal.Wake();
        if (options.FullMode == BufferFullMode.DropOldest)
            return AddInsteadOfOldest(item);
        var started = Stopwatch.GetTimestamp();
        try
        {
            while (MayWait(started, out var left))
            {
                if (TryAddOrAnnounce(item))
                    return true;
                if (!IsCompleted)
                    await WaitForRoomAsync(left, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            losses.Add(DropReason.Cancelled);
            throw;
        }

        return TryAdd(item) || Lose(hasWaited: MayWaitAtAll);
    }

    /// <summary>Announces to wait, and tries once more: whoever makes room from here on sees the announcement.</summary>
    private bool TryAddOrAnnounce(object item)
    {
        Interlocked.Increment(ref _waiting);
        if (!TryAdd(item))
            return false;
        WaitNoMore();
        return true;
    }

    private async ValueTask WaitForRoomAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        var isAnswered = false;
        try
        {
            isAnswered = await _room.WaitAsync(left, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!isAnswered)
                WaitNoMore();
        }
    }

    /// <summary>
    /// Takes an announcement to wait back. Left behind, it would wake somebody for nothing, who would announce himself again: each would go round for ever,
    /// and whoever waits for room would be woken by all of them in turn.
    /// </summary>
    private void WaitNoMore()
    {
        while (Volatile.Read(ref _waiting) is > 0 and var waiting)
        {
            if (Interlocked.CompareExchange(ref _waiting, waiting - 1, waiting) == waiting)
                return;
        }

        // It was answered already.
        _room.Wait(0);
    }

    private bool AddInsteadOfOldest(object item)
    {
        while (!TryAdd(item))
        {
            if (IsCompleted)
                return Lose(hasWaited: false);
            if (!TryTake(out var oldest))
                continue;

            // A flush waits for what comes before it; behind more than that, it still completes.
            if (oldest is FlushMarker marker)
            {
                if (!AddInsteadOfOldest(marker))
                    marker.GiveUp();
                continue;
            }

            (oldest as Acknowledgement)?.Complete(false);
            losses.Add(DropReason.BufferFull);
        }

        return true;
    }

    private bool MayWaitAtAll => options.FullMode == BufferFullMode.Wait && options.WaitTimeout > TimeSpan.Zero;

    private bool MayWait(long started, out TimeSpan left)
    {
        left = options.WaitTimeout - Stopwatch.GetElapsedTime(started);
        return MayWaitAtAll && left > TimeSpan.Zero && !Volatile.Read(ref _stuck) && !IsCompleted;
    }

    private bool Lose(bool hasWaited)
    {
        if (IsCompleted)
        {
            losses.Add(DropReason.Stopped);
            return false;
        }

        if (hasWaited)
            Volatile.Write(ref _stuck, true);
        losses.Add(hasWaited ? DropReason.WaitTimedOut : DropReason.BufferFull);
        Signal.Wake();
        return options.FullMode == BufferFullMode.FailOperation
            ? throw new AuditLossException("The audit event could not be recorded: Audit:Buffer is full.")
            : false;
    }
}
