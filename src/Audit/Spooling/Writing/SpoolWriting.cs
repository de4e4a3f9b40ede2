using System.Diagnostics;
using Audit.Buffering;
using Audit.Delivery;
using Audit.Diagnostics;
using Audit.Spooling.Configuration;
using Audit.Spooling.Reading;
using Audit.Spooling.Segments;
using Microsoft.Extensions.Logging;

namespace Audit.Spooling.Writing;

/// <summary>
/// The writer's thread: takes one batch after the other from the consumer and writes it. A thread of its own, and synchronous: neither a starved pool nor the
/// consumer's work holds it up, and while it waits for the disk the consumer seals what comes next.
/// </summary>
internal sealed class SpoolWriting(
    SpoolWriter writer,
    SegmentSupply supply,
    SpooledBatchQueue queue,
    SpoolState state,
    AuditSpoolOptions options,
    int sectorSize,
    string stream,
    DeliveryProgress progress,
    LossLedger losses,
    PipelineCounters counters,
    TimeProvider time,
    ILogger logger) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly SpoolBatch _batch = new(sectorSize);
    private readonly SemaphoreSlim _work = new(0);
    private readonly ManualResetEventSlim _idle = new(true, spinCount: 0);
    private readonly ManualResetEventSlim _ended = new(false, spinCount: 0);
    private readonly CancellationTokenSource _abort = new();
    private IntakeBatch _given = new();
    private bool _completed;
    private ulong _skipped;
    private long? _unavailableSince;
    private long _lastAttempt;
    private int _preparing;
    private bool _isUnprepared;

    /// <summary>Called when the writer has nothing to do.</summary>
    public Action? BecameIdle { get; init; }

    /// <summary>Whether the disk takes what is given.</summary>
    public bool IsKeeping => state.LastError is null;

    public bool IsIdle => _idle.IsSet;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "audit-spool" }.UnsafeStart();

    /// <summary>Gives a batch, and takes an empty one for it; waits until the writer has written the last. Called by the consumer.</summary>
    public IntakeBatch Exchange(IntakeBatch batch, CancellationToken aborted)
    {
        try
        {
            _idle.Wait(aborted);
        }
        catch (OperationCanceledException)
        {
            // What waits for room waits no more: the batch in work is given up, and so is this one unless the disk takes it at once.
            _abort.Cancel();
            _idle.Wait(CancellationToken.None);
        }

        _idle.Reset();
        var empty = _given;
        _given = batch;
        _work.Release();
        return empty;
    }

    /// <summary>Waits until everything given is written, and ends the thread. Called by the consumer.</summary>
    public void Complete(CancellationToken aborted)
    {
        using var registration = aborted.UnsafeRegister(static abort => ((CancellationTokenSource)abort!).Cancel(), _abort);
        Volatile.Write(ref _completed, true);
        _work.Release();
        _ended.Wait(CancellationToken.None);
        queue.Complete();
    }

    public void Dispose()
    {
        // A disk that does not answer keeps the thread, and what it uses.
        if (!_ended.IsSet)
            return;

        writer.Dispose();
        _abort.Dispose();
        _work.Dispose();
        _idle.Dispose();
        _ended.Dispose();
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                if (!_work.Wait(_unavailableSince is not null ? LongestPause : writer.HasUnsynced ? options.SyncInterval : Timeout.InfiniteTimeSpan))
                {
                    if (_unavailableSince is null)
                        TrySync();
                }
                else if (_idle.IsSet)
                {
                    if (Volatile.Read(ref _completed))
                        break;
                }
                else
                {
                    Write(_given);
                    _given.Clear();
                    _idle.Set();
                    BecameIdle?.Invoke();
                }

                if (_unavailableSince is not null)
                    Probe();
            }

            TrySync();
        }
        catch (Exception exception)
        {
            // Out of a thread, an exception would end the application; and nobody would take what the consumer gives.
            logger.WriterFailed(exception);
            state.LastError = exception.GetType().Name;
            LoseForGood();
        }

        _ended.Set();
    }

    private void Write(IntakeBatch given)
    {
        var isWritten = given.Rows.Count == 0 || TryWrite(given);
        given.Complete(isWritten);
        foreach (var marker in given.Flushes)
        {
            marker.CompleteWritten();
            progress.CompleteWhenStored(marker);
        }

        if (given.Flushes.Count > 0)
            queue.Hurry();
        PrepareNext();
    }

    private bool TryWrite(IntakeBatch given)
    {
        var rows = given.Rows;
        _batch.Fill(rows.Rows.Span, rows.Index.Span, rows.Classes, _skipped, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (!TryAppend(given.OnDisk))
        {
            _skipped += (ulong)rows.Count;
            losses.Add(DropReason.SpoolUnavailable, new LostRange(stream, _batch.Header.First, _batch.Header.Last));
            foreach (var gap in given.Gaps)
                losses.DeclareAgain(gap);
            return false;
        }

        _skipped = 0;
        if (state.OldestWrittenAt == 0)
            // The sender may be waiting for its store, and look for nothing.
            state.OldestWrittenAt = _batch.Header.WrittenAt;
        counters.EventsSpooled(rows.Count);
        progress.Queued(rows.Count);
        queue.Written(rows.Count, rows.Bytes);
        return true;
    }

    private bool TryAppend(bool durable)
    {
        if (_unavailableSince is not null && Stopwatch.GetElapsedTime(_lastAttempt) < LongestPause)
            return false;

        var pause = FirstPause;
        while (true)
        {
            try
            {
                _lastAttempt = Stopwatch.GetTimestamp();
                writer.Append(_batch, durable);
                Recovered();
                return true;
            }
            catch (SpoolFullException)
            {
                // Room comes from the store. Until then the buffer fills, and its policy decides.
                if (!state.IsFull)
                    logger.Full(options.MaxBytes);
                state.IsFull = true;
                queue.FreeSegments(TimeSpan.Zero);
                if (_abort.Token.WaitHandle.WaitOne(FirstPause))
                    return false;
            }
            catch (BatchTooLargeException exception)
            {
                // It would hold up all that come after it, for ever.
                logger.TooLarge(exception);
                return false;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (IsGivenUp(exception, pause))
                    return false;
                pause = pause + pause < LongestPause ? pause + pause : LongestPause;
            }
        }
    }

    private bool IsGivenUp(Exception exception, TimeSpan pause)
    {
        if (_unavailableSince is null)
            logger.Unavailable(exception);
        state.LastError = exception.GetType().Name;
        var since = _unavailableSince ??= Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(since) >= options.RetryFor || _abort.Token.WaitHandle.WaitOne(pause);
    }

    private void Recovered()
    {
        state.IsFull = false;
        state.LastError = null;
        if (_unavailableSince is null)
            return;
        _unavailableSince = null;
        logger.Recovered();
    }

    /// <summary>Nothing comes that would show whether the disk works again, and what was lost waits to be declared.</summary>
    private void Probe()
    {
        if (Stopwatch.GetElapsedTime(_lastAttempt) < LongestPause)
            return;
        try
        {
            _lastAttempt = Stopwatch.GetTimestamp();
            writer.Probe();
            Recovered();
            BecameIdle?.Invoke();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is known, and tried again.
            state.LastError = exception.GetType().Name;
        }
    }

    private void TrySync()
    {
        try
        {
            writer.Sync();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is tried again with the next batch, or after the next interval.
            logger.SyncFailed(exception);
        }
    }

    private void PrepareNext()
    {
        if (!writer.IsHalfFull || !supply.IsHungry || Interlocked.Exchange(ref _preparing, 1) != 0)
            return;
        ThreadPool.UnsafeQueueUserWorkItem(static writing => writing.Prepare(), this, preferLocal: false);
    }

    private void Prepare()
    {
        try
        {
            supply.Prepare();
            _isUnprepared = false;
        }
        catch (NoSegmentException exception)
        {
            // It is tried again with the next batch, and told once.
            if (!_isUnprepared)
                logger.NotPrepared(exception);
            _isUnprepared = true;
        }
        finally
        {
            Volatile.Write(ref _preparing, 0);
        }
    }

    private void LoseForGood()
    {
        while (!Volatile.Read(ref _completed))
        {
            if (!_idle.IsSet)
            {
                if (_given.Rows.Index.Span is [var first, ..] rows)
                    losses.Add(DropReason.SpoolUnavailable, new LostRange(stream, first.Sequence, rows[^1].Sequence));
                _given.Complete(false);
                foreach (var marker in _given.Flushes)
                    marker.GiveUp();
                _given.Clear();
                _idle.Set();
            }

            _work.Wait();
        }
    }
}
