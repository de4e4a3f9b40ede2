using System.Data.Common;
using Audit.AdoNet.Recording;
using Audit.AdoNet.Transactions;
using Audit.Guarding;

namespace Audit.AdoNet.Decorators;

/// <summary>A batch that runs: an event for each of its commands, and all of them fail when one does.</summary>
internal readonly struct RunningBatch : IRunning
{
    private readonly CommandCapture _capture;
    private readonly DbBatch _batch;
    private readonly Guid[]? _attempts;
    private readonly TransactionRecord? _transaction;
    private readonly DateTimeOffset _startedAt;
    private readonly long _start;

    private RunningBatch(CommandCapture capture, DbBatch batch, Guid[]? attempts, TransactionRecord? transaction)
    {
        _capture = capture;
        _batch = batch;
        _attempts = attempts;
        _transaction = transaction;
        _startedAt = capture.Time.GetUtcNow();
        _start = capture.Time.GetTimestamp();
    }

    /// <summary>A batch that is about to be sent, from synchronous code.</summary>
    /// <exception cref="DestructiveOperationBlockedException">The guard refuses one of its commands.</exception>
    public static RunningBatch Start(CommandCapture capture, DbBatch batch, TransactionRecord? transaction)
    {
        var attempts = capture.Guard.Check(batch, transaction?.Id ?? Guid.Empty);
        if (capture.Attribution.IsEnabled)
            capture.Attribution.Apply(batch, transaction?.Id ?? Guid.Empty);
        return new RunningBatch(capture, batch, attempts, transaction);
    }

    /// <summary>A batch that is about to be sent.</summary>
    /// <exception cref="DestructiveOperationBlockedException">The guard refuses one of its commands.</exception>
    public static async ValueTask<RunningBatch> StartAsync(CommandCapture capture, DbBatch batch, TransactionRecord? transaction, CancellationToken cancellationToken)
    {
        var attempts = await capture.Guard.CheckAsync(batch, transaction?.Id ?? Guid.Empty, cancellationToken).ConfigureAwait(false);
        if (capture.Attribution.IsEnabled)
            await capture.Attribution.ApplyAsync(batch, transaction?.Id ?? Guid.Empty, cancellationToken).ConfigureAwait(false);
        return new RunningBatch(capture, batch, attempts, transaction);
    }

    /// <summary>The rows of a batch are not limited: one with such a command was refused.</summary>
    public void Keep(long rowsAffected)
    {
    }

    public ValueTask KeepAsync(long rowsAffected, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Succeeded(long rowsAffected = -1, long rowsRead = -1) => Record(rowsRead, null);

    public ValueTask SucceededAsync(long rowsAffected = -1, long rowsRead = -1) => RecordAsync(rowsRead, null);

    public void Failed(Exception exception, long rowsRead = -1) => Record(rowsRead, exception);

    public ValueTask FailedAsync(Exception exception, long rowsRead = -1) => RecordAsync(rowsRead, exception);

    private void Record(long rowsRead, Exception? exception)
    {
        if (!_capture.Recorder.IsEnabled)
            return;
        for (var i = 0; i < _batch.BatchCommands.Count; i++)
        {
            if (_capture.Recorder.TryCreate(_batch.Connection, _batch.BatchCommands[i], AttemptOf(i), End(i, rowsRead, exception)) is { } auditEvent)
                _capture.Recorder.Record(auditEvent);
        }
    }

    private async ValueTask RecordAsync(long rowsRead, Exception? exception)
    {
        if (!_capture.Recorder.IsEnabled)
            return;
        for (var i = 0; i < _batch.BatchCommands.Count; i++)
        {
            if (_capture.Recorder.TryCreate(_batch.Connection, _batch.BatchCommands[i], AttemptOf(i), End(i, rowsRead, exception)) is { } auditEvent)
                await _capture.Recorder.RecordAsync(auditEvent).ConfigureAwait(false);
        }
    }

    private Guid AttemptOf(int index) => _attempts?[index] ?? Guid.Empty;

    private CommandEnd End(int index, long rowsRead, Exception? exception) => new()
    {
        StartedAt = _startedAt,
        Duration = _capture.Time.GetElapsedTime(_start),
        Transaction = _transaction,
        RowsAffected = exception is null ? _batch.BatchCommands[index].RecordsAffected : -1,
        // Which of several results the rows were read of, nobody tells.
        RowsRead = _batch.BatchCommands.Count == 1 ? rowsRead : -1,
        Exception = exception,
    };
}
