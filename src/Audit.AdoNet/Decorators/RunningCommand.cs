using System.Data.Common;
using Audit.AdoNet.Recording;

namespace Audit.AdoNet.Decorators;

/// <summary>A command or batch that was sent and has not ended: who has it says how it ended, once. The default one records nothing.</summary>
internal readonly struct RunningCommand
{
    private readonly CommandCapture _capture;
    private readonly DbCommand? _command;
    private readonly DbBatch? _batch;
    private readonly Guid _transactionId;
    private readonly DateTimeOffset _startedAt;
    private readonly long _start;

    public RunningCommand(CommandCapture capture, DbCommand command, Guid transactionId)
        : this(capture, transactionId) => _command = command;

    public RunningCommand(CommandCapture capture, DbBatch batch, Guid transactionId)
        : this(capture, transactionId) => _batch = batch;

    private RunningCommand(CommandCapture capture, Guid transactionId)
    {
        _capture = capture;
        _transactionId = transactionId;
        _startedAt = capture.Time.GetUtcNow();
        _start = capture.Time.GetTimestamp();
    }

    public void Ended(long rowsAffected = -1, long rowsRead = -1, Exception? exception = null)
    {
        if (_command is not null)
            _capture.Recorder.Record(_command, End(rowsAffected, rowsRead, exception));
        else if (_batch is not null)
            BatchEnded(_batch, rowsRead, exception);
    }

    public ValueTask EndedAsync(long rowsAffected = -1, long rowsRead = -1, Exception? exception = null)
    {
        if (_command is not null)
            return _capture.Recorder.RecordAsync(_command, End(rowsAffected, rowsRead, exception));
        return _batch is null ? ValueTask.CompletedTask : BatchEndedAsync(_batch, rowsRead, exception);
    }

    private void BatchEnded(DbBatch batch, long rowsRead, Exception? exception)
    {
        foreach (DbBatchCommand command in batch.BatchCommands)
        {
            if (_capture.Recorder.TryCreate(batch.Connection, command, EndOf(batch, command, rowsRead, exception)) is { } auditEvent)
                _capture.Recorder.Record(auditEvent);
        }
    }

    private async ValueTask BatchEndedAsync(DbBatch batch, long rowsRead, Exception? exception)
    {
        foreach (DbBatchCommand command in batch.BatchCommands)
        {
            if (_capture.Recorder.TryCreate(batch.Connection, command, EndOf(batch, command, rowsRead, exception)) is { } auditEvent)
                await _capture.Recorder.RecordAsync(auditEvent).ConfigureAwait(false);
        }
    }

    /// <summary>A batch fails as a whole; which of its results the rows were read of, nobody tells.</summary>
    private CommandEnd EndOf(DbBatch batch, DbBatchCommand command, long rowsRead, Exception? exception) =>
        End(exception is null ? command.RecordsAffected : -1, batch.BatchCommands.Count == 1 ? rowsRead : -1, exception);

    private CommandEnd End(long rowsAffected, long rowsRead, Exception? exception) => new()
    {
        StartedAt = _startedAt,
        Duration = _capture.Time.GetElapsedTime(_start),
        TransactionId = _transactionId,
        RowsAffected = rowsAffected,
        RowsRead = rowsRead,
        Exception = exception,
    };
}
