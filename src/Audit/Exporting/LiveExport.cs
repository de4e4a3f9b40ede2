namespace Audit.Exporting;

/// <summary>An export that this instance runs. Thread-safe.</summary>
internal sealed class LiveExport : IProgress<ExportProgress>, IDisposable
{
    /// <summary>Who watches wants to see it move, not every part of it.</summary>
    private static readonly TimeSpan BeatEvery = TimeSpan.FromMilliseconds(200);

    private readonly IExportStore _store;
    private readonly Pulse _pulse;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ended;
    private readonly SemaphoreSlim _changing = new(1);
    private ExportJob _kept;
    private long _rows;
    private long _bytes;
    private long _beatAt;

    public LiveExport(ExportJob job, IExportStore store, Pulse pulse, TimeProvider time, CancellationToken stopping)
    {
        _kept = job;
        _store = store;
        _pulse = pulse;
        _time = time;
        _beatAt = time.GetTimestamp();
        _ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Ended = _ended.Token;
    }

    /// <summary>The record, with how far it has got by now.</summary>
    public ExportJob Job
    {
        get
        {
            var kept = Volatile.Read(ref _kept);
            return kept.State == ExportState.Running ? WithProgress(kept) : kept;
        }
    }

    /// <summary>Ends the run: it was cancelled, is run by another instance, or the host stops.</summary>
    public CancellationToken Ended { get; }

    public void Report(ExportProgress value)
    {
        Interlocked.Exchange(ref _rows, value.Rows);
        Interlocked.Exchange(ref _bytes, value.Bytes);
        if (_time.GetElapsedTime(_beatAt) < BeatEvery)
            return;
        _beatAt = _time.GetTimestamp();
        _pulse.Beat();
    }

    /// <summary>Ends the run, unless it is over.</summary>
    public void End()
    {
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is over.
        }
    }

    /// <summary>Changes the record.</summary>
    /// <returns><see langword="false"/> when somebody else changed it; this run is then over.</returns>
    public async Task<bool> TryChangeAsync(Func<ExportJob, ExportJob> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await _store.TryChangeAsync(_kept, change(Job), cancellationToken).ConfigureAwait(false) is not { } changed)
            {
                End();
                return false;
            }

            Volatile.Write(ref _kept, changed);
            _pulse.Beat();
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose()
    {
        _ended.Dispose();
        _changing.Dispose();
    }

    private ExportJob WithProgress(ExportJob kept) => kept with { RowsWritten = Interlocked.Read(ref _rows), Bytes = Interlocked.Read(ref _bytes) };
}
