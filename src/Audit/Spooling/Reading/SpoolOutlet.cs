using Audit.Spooling.Cursors;
using Audit.Spooling.Files;
using Audit.Spooling.Format;
using Audit.Spooling.Segments;

namespace Audit.Spooling.Reading;

/// <summary>
/// Takes one spool to its store, window by window: reads, keeps the intent before a batch is sent, and moves the cursor when all of a window is stored.
/// The intent of the next window is kept while the store is at work on the current one, so that nothing is sent later for it. Used by one thread at a time.
/// </summary>
internal sealed class SpoolOutlet : IDisposable
{
    private readonly SpoolIdentity _identity;
    private readonly WindowLimits _limits;
    private readonly bool _isAdopted;
    private readonly SpoolCursor _cursor;
    private readonly SpoolReader _reader;

    /// <summary>What the process before was about to send, or had sent, in its order.</summary>
    private readonly Queue<DeliveryIntent> _former;

    private DeliveryWindow _sending;
    private DeliveryWindow _filling;
    private SpooledBatch? _ahead;
    private bool _isIntended;

    /// <param name="files">The files.</param>
    /// <param name="directory">The directory of the spool.</param>
    /// <param name="identity">Whose spool it is.</param>
    /// <param name="segments">Its segments.</param>
    /// <param name="limits">How much is sent at once.</param>
    /// <param name="isAdopted">Whether another process wrote it: what that had sent is not known to the last, so the store is asked about every batch first.</param>
    public SpoolOutlet(ISpoolFiles files, string directory, SpoolIdentity identity, SegmentList segments, WindowLimits limits, bool isAdopted)
    {
        _identity = identity;
        _limits = limits;
        _isAdopted = isAdopted;
        _sending = new DeliveryWindow(identity);
        _filling = new DeliveryWindow(identity);
        _cursor = new SpoolCursor(files, directory, identity);
        Acknowledged = _cursor.State.Acknowledged;
        _former = new Queue<DeliveryIntent>(new[] { _cursor.State.Intent, _cursor.State.Next }.OfType<DeliveryIntent>());
        _reader = new SpoolReader(files, identity, segments, Acknowledged + 1);
    }

    public SpoolIdentity Identity => _identity;

    public bool IsAdopted => _isAdopted;

    /// <summary>The sequence up to which the store has everything, or it is declared as lost.</summary>
    public ulong Acknowledged { get; private set; }

    /// <summary>The batch that is to be sent; <see langword="null"/> when none is.</summary>
    public SpooledBatch? Current { get; private set; }

    /// <summary>Whether the store may have rows of the batch already.</summary>
    public bool IsUncertain { get; private set; }

    /// <summary>Whether more was read than is being sent.</summary>
    public bool HasMore => !_filling.IsEmpty;

    /// <summary>Whether a whole window waits.</summary>
    public bool HasFullWindow => _limits.IsReachedBy(_filling);

    /// <summary>When the oldest record that is not delivered was written, in milliseconds since 1970-01-01 UTC.</summary>
    public long? OldestWrittenAt => Current is not null ? _sending.WrittenAt : _filling.IsEmpty ? null : _filling.WrittenAt;

    /// <summary>Called when everything of a window is stored or lost.</summary>
    public Action<DeliveryWindow>? Settled { get; init; }

    /// <summary>Reads what can be read, up to a window.</summary>
    public void Fill()
    {
        while ((Former is not null || !HasFullWindow) && _reader.TryPeek(out var header) && (Former is null || header.Last <= Former.Last))
            _reader.Read(header, _filling);
    }

    /// <summary>Makes the next batch the current one.</summary>
    /// <param name="evenSmall">Whether a window that is not full is sent, too.</param>
    /// <returns><see langword="false"/> when there is nothing to send.</returns>
    public bool TryBegin(bool evenSmall)
    {
        while (Current is null)
        {
            Fill();
            if (_filling.IsEmpty || !(evenSmall || Former is not null || HasFullWindow))
            {
                // The intent's records are gone, all of them.
                if (!_filling.IsEmpty || !_former.TryDequeue(out _))
                    return false;
                continue;
            }

            (_sending, _filling) = (_filling, _sending);
            _filling.Clear();
            Select(Former?.RetentionClass ?? 0);
        }

        return true;
    }

    /// <summary>The current batch is about to be sent: whatever happens now, it is known afterwards what was sent under which token.</summary>
    /// <exception cref="IOException">It could not be made durable: do not send.</exception>
    public void Intend()
    {
        if (_isIntended)
        {
            IsUncertain = true;
            return;
        }

        var intent = IntentOf(_sending, Current!);
        if (!IsKeptAsNext(intent))
            _cursor.Write(new CursorState(Acknowledged, intent, _cursor.State.Next is { } next && next.First > _sending.Last ? next : null));
        _isIntended = true;
    }

    /// <summary>Keeps, while the current batch is on its way, what will be sent after it, so that sending that waits for no disk.</summary>
    /// <returns>The first batch of the next window, when that is full; so that it can be prepared, too.</returns>
    /// <exception cref="IOException">It could not be made durable.</exception>
    public SpooledBatch? IntendAhead()
    {
        if (!_isIntended || _former.Count > 0)
            return null;
        Fill();
        if (_ahead is null && HasFullWindow && _filling.ClassFrom(0) is { } first)
            _ahead = _filling.BatchOf(first, null);
        if (_ahead is null)
            return null;
        var next = IntentOf(_filling, _ahead);
        if (!IsKeptAsNext(next))
            _cursor.Write(new CursorState(Acknowledged, IntentOf(_sending, Current!), next));
        return _ahead;
    }

    /// <summary>The store has the current batch.</summary>
    public void Complete() => Select(Current!.RetentionClass + 1);

    /// <summary>Makes durable what was acknowledged, so that what lies before can be deleted.</summary>
    /// <exception cref="IOException">It could not be made durable.</exception>
    public void Save()
    {
        var saved = new CursorState(Acknowledged, null, null);
        if (Current is null && _former.Count == 0 && _cursor.State != saved)
            _cursor.Write(saved);
    }

    /// <summary>The sequence up to which everything is durably known to be delivered.</summary>
    public ulong DurablyAcknowledged => _cursor.State.Acknowledged;

    public void Dispose()
    {
        _reader.Dispose();
        _cursor.Dispose();
    }

    private DeliveryIntent? Former => _former.TryPeek(out var intent) ? intent : null;

    private static DeliveryIntent IntentOf(DeliveryWindow window, SpooledBatch batch) => new(window.First, window.Last, batch.RetentionClass, batch.Token);

    private bool IsKeptAsNext(DeliveryIntent intent) => _cursor.State.Next?.Token == intent.Token;

    /// <summary>Takes the window's batch of a class or a later one; without any, the window is done.</summary>
    private void Select(int fromClass)
    {
        _isIntended = false;
        IsUncertain = _isAdopted || Former is not null;
        if (_sending.ClassFrom(fromClass) is { } retentionClass)
        {
            var token = Former is { } former && former.RetentionClass == retentionClass ? former.Token : null;
            Current = _ahead is { } ahead && ahead.RetentionClass == retentionClass && fromClass == 0 ? ahead : _sending.BatchOf(retentionClass, token);
            _ahead = null;
            return;
        }

        Current = null;
        _former.TryDequeue(out _);
        Acknowledged = _sending.Last;
        Settled?.Invoke(_sending);
    }
}
