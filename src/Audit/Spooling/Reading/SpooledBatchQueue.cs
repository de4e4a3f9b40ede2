using System.Threading.Channels;
using Audit.Buffering;
using Audit.Delivery;
using Audit.Diagnostics;
using Audit.Sealing;
using Audit.Spooling.Adoption;
using Audit.Spooling.Configuration;
using Audit.Spooling.Segments;
using Microsoft.Extensions.Logging;

namespace Audit.Spooling.Reading;

/// <summary>
/// What is on disk, as the sender takes it: this process's own spool, and those that others left, in turn. The writer tells when there is more.
/// </summary>
internal sealed class SpooledBatchQueue : ISealedBatchQueue, IDisposable
{
    /// <summary>Delivered files are kept while all take less than a quarter of the limit.</summary>
    private const int RetainedShare = 4;

    private static readonly TimeSpan PauseAfterError = TimeSpan.FromSeconds(1);

    /// <summary>How long what another process left waits at the most until this one takes it over.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly SpoolDirectory _directory;
    private readonly SegmentSupply _supply;
    private readonly SpoolOutlet _own;
    private readonly Orphanage _orphans;
    private readonly SpoolState _state;
    private readonly SegmentRetention _retention;
    private readonly AuditSpoolOptions _options;
    private readonly AuditBatchOptions _batches;
    private readonly DeliveryProgress _progress;
    private readonly LossLedger _losses;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly ITimer _lookTimer;

    /// <summary>Holds something when the sender has reason to look again.</summary>
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private SpoolOutlet? _outlet;
    private PendingBatch? _current;
    private PendingBatch? _second;
    private long? _noticedAt;
    private ulong _hurryTo;
    private long _rowsSince;
    private long _bytesSince;
    private ulong _durablyAcknowledged;
    private int _settled;
    private bool _isArmed;
    private bool _completed;
    private bool _closed;

    public SpooledBatchQueue(
        SpoolDirectory directory,
        SegmentSupply supply,
        Func<SpoolDirectory, bool, Action<DeliveryWindow>, SpoolOutlet> outlets,
        SpoolHome home,
        SpoolState state,
        SegmentRetention retention,
        AuditSpoolOptions options,
        AuditBatchOptions batches,
        DeliveryProgress progress,
        LossLedger losses,
        TimeProvider time,
        ILogger logger)
    {
        (_directory, _supply, _state, _retention, _options, _batches) = (directory, supply, state, retention, options, batches);
        (_progress, _losses, _time, _logger) = (progress, losses, time, logger);
        _own = outlets(directory, false, window => Settle(window, directory.Identity.Stream, isOwn: true));
        _orphans = new Orphanage(home, found => outlets(found, true, window => Settle(window, found.Identity.Stream, isOwn: false)), retention, time, logger);
        _timer = time.CreateTimer(static queue => ((SpooledBatchQueue)queue!).Signal(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _lookTimer = time.CreateTimer(static queue => ((SpooledBatchQueue)queue!).LookForOrphans(), this, LookInterval, LookInterval);
    }

    public bool IsEmpty => IsOwnDelivered && _orphans.IsEmpty;

    /// <summary>Whether the store has everything that this process wrote, and that is durably known.</summary>
    public bool IsOwnDelivered => Volatile.Read(ref _durablyAcknowledged) >= _directory.Segments.Last;

    public long Bytes => 0;

    public long MaxBytes => _options.MaxBytes;

    /// <summary>The writer wrote rows.</summary>
    public void Written(int rows, int bytes)
    {
        _state.Written(_time);
        var isMuch = Interlocked.Add(ref _rowsSince, rows) >= _batches.MaxRows | Interlocked.Add(ref _bytesSince, bytes) >= _batches.MaxBytes;
        if (isMuch || !Volatile.Read(ref _isArmed))
            Signal();
    }

    /// <summary>Somebody waits until the store has what was written so far.</summary>
    public void Hurry()
    {
        Volatile.Write(ref _hurryTo, _directory.Segments.Last);
        Signal();
    }

    /// <summary>Nothing more will be written.</summary>
    public void Complete()
    {
        Volatile.Write(ref _completed, true);
        Signal();
    }

    /// <summary>Gives back the segments whose records the store has had for some time.</summary>
    public void FreeSegments(TimeSpan retention)
    {
        var kept = (long)(retention.TotalSeconds * _time.TimestampFrequency);
        while (_directory.Segments.TakeOutdated(Volatile.Read(ref _durablyAcknowledged), _time.GetTimestamp(), kept) is { } outdated)
            _supply.Return(outdated);
    }

    public async ValueTask<PendingBatch?> PeekAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryNext(out var isDone) is { } batch)
                return batch;
            if (isDone)
                return null;
            await _signal.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            _signal.Reader.TryRead(out _);
        }
    }

    public PendingBatch? FetchSecond()
    {
        lock (_lock)
        {
            try
            {
                if (_closed || _outlet?.IntendAhead() is not { } ahead)
                    return null;
                return _second?.Batch == ahead.Batch ? _second : _second = Pending(_outlet, ahead);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Its turn comes, and then the error is told.
                return null;
            }
        }
    }

    public bool BeginAttempt()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _outlet!.Intend();
            NoteProgress();
            return _outlet.IsUncertain;
        }
    }

    public bool TryRemove(out int settled)
    {
        lock (_lock)
        {
            settled = 0;
            if (_closed)
                return false;
            _current = null;
            _outlet!.Complete();
            (settled, _settled) = (_settled, 0);
            return true;
        }
    }

    /// <summary>What is not delivered stays for the next process.</summary>
    public long Abandon()
    {
        lock (_lock)
        {
            if (_closed)
                return 0;
            _closed = true;
            try
            {
                _own.Save();
                NoteProgress();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The next process asks the store.
                _logger.SyncFailed(exception);
            }

            _own.Dispose();
            _orphans.Dispose();
        }

        return 0;
    }

    public void Dispose()
    {
        Abandon();
        _timer.Dispose();
        _lookTimer.Dispose();
    }

    private void LookForOrphans()
    {
        _orphans.LookAgain();
        Signal();
    }

    private void Signal() => _signal.Writer.TryWrite(true);

    private PendingBatch? TryNext(out bool isDone)
    {
        lock (_lock)
        {
            isDone = _closed;
            if (_closed || _current is not null)
                return _current;

            try
            {
                return Next(out isDone);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _logger.ReadingFailed(exception);
                Arm(PauseAfterError);
                return null;
            }
        }
    }

    private PendingBatch? Next(out bool isDone)
    {
        // Before the last look, not after it.
        var isCompleted = Volatile.Read(ref _completed);
        isDone = false;
        var isOwnTurn = _outlet != _own;
        _outlet = isOwnTurn && TryBeginOwn(isCompleted) ? _own : _orphans.TryBegin() ?? (!isOwnTurn && TryBeginOwn(isCompleted) ? _own : null);
        SettleAside();
        _state.OldestWrittenAt = _outlet?.OldestWrittenAt ?? _own.OldestWrittenAt ?? 0;
        if (_outlet is not null)
            return _current = _second is { } second && second.Batch == _outlet.Current!.Batch ? second : Pending(_outlet, _outlet.Current!);

        _own.Save();
        NoteProgress();
        isDone = isCompleted;
        Arm(_noticedAt is { } since ? Left(since) : Timeout.InfiniteTimeSpan);
        return null;
    }

    private bool TryBeginOwn(bool isCompleted)
    {
        // Before the look: what is written after it, while the cursor is saved for example, has to wake the sender again.
        Volatile.Write(ref _isArmed, false);
        Interlocked.Exchange(ref _rowsSince, 0);
        Interlocked.Exchange(ref _bytesSince, 0);
        _own.Fill();
        if (_own.HasMore)
            _noticedAt ??= _time.GetTimestamp();
        var isDue = isCompleted || _own.Acknowledged < Volatile.Read(ref _hurryTo) || (_noticedAt is { } since && Left(since) <= TimeSpan.Zero);
        if (!_own.TryBegin(isDue))
            return false;
        _noticedAt = null;
        return true;
    }

    private TimeSpan Left(long since) => _batches.FlushInterval - _time.GetElapsedTime(since);

    private void Arm(TimeSpan due)
    {
        Volatile.Write(ref _isArmed, due != Timeout.InfiniteTimeSpan);
        _timer.Change(due > TimeSpan.Zero || due == Timeout.InfiniteTimeSpan ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private PendingBatch Pending(SpoolOutlet outlet, SpooledBatch spooled)
    {
        var age = outlet.OldestWrittenAt is { } written ? _time.GetUtcNow().ToUnixTimeMilliseconds() - written : 0;
        var opened = _time.GetTimestamp() - (long)(Math.Max(age, 0) / 1000d * _time.TimestampFrequency);
        return new PendingBatch(spooled.Batch, opened, null, null) { IsAdopted = outlet.IsAdopted, IsSpooled = !outlet.IsAdopted };
    }

    private void NoteProgress()
    {
        Volatile.Write(ref _durablyAcknowledged, _own.DurablyAcknowledged);
        // What is delivered must not take the room of what is not.
        FreeSegments(_state.Bytes() < _options.MaxBytes / RetainedShare ? _retention.Current : TimeSpan.Zero);
    }

    private void Settle(DeliveryWindow window, string stream, bool isOwn)
    {
        foreach (var gap in window.Gaps)
        {
            _logger.Damaged(gap.First, gap.Last, stream);
            _losses.Add(DropReason.SpoolDamaged, new LostRange(stream, gap.First, gap.Last), isOwn);
            if (isOwn)
                _settled += (int)gap.Count;
        }

        if (isOwn)
            _settled += window.Count;
    }

    /// <summary>A window of which nothing is left to be sent.</summary>
    private void SettleAside()
    {
        if (_settled > 0)
            _progress.Stored(_settled);
        _settled = 0;
    }
}
