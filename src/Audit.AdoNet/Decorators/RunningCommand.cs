using System.Data.Common;
using Audit.AdoNet.Guarding;
using Audit.AdoNet.Recording;
using Audit.AdoNet.Transactions;
using Audit.Events;
using Audit.Guarding;

namespace Audit.AdoNet.Decorators;

/// <summary>A command that runs.</summary>
internal readonly struct RunningCommand : IRunning
{
    private readonly CommandCapture _capture;
    private readonly DbCommand _command;
    private readonly TransactionRecord? _transaction;
    private readonly DateTimeOffset _startedAt;
    private readonly long _start;

    private RunningCommand(CommandCapture capture, DbCommand command, TransactionRecord? transaction)
    {
        _capture = capture;
        _command = command;
        _transaction = transaction;
        _startedAt = capture.Time.GetUtcNow();
        _start = capture.Time.GetTimestamp();
    }

    /// <summary>A command that is about to be sent, from synchronous code.</summary>
    /// <exception cref="DestructiveOperationBlockedException">The guard refuses it.</exception>
    public static RunningCommand Start(CommandCapture capture, DbCommand command, TransactionRecord? transaction)
    {
        var running = new RunningCommand(capture, command, transaction);
        if (capture.Guard.Concerns(command, out var facts))
            capture.Guard.Check(command, facts, CommandSource.AdoNet, transaction?.Id ?? Guid.Empty);
        if (capture.Attribution.IsEnabled)
            capture.Attribution.Apply(command, transaction?.Id ?? Guid.Empty);
        return running;
    }

    /// <summary>A command that is about to be sent.</summary>
    /// <exception cref="DestructiveOperationBlockedException">The guard refuses it.</exception>
    public static ValueTask<RunningCommand> StartAsync(CommandCapture capture, DbCommand command, TransactionRecord? transaction, CancellationToken cancellationToken)
    {
        var running = new RunningCommand(capture, command, transaction);
        var isGuarded = capture.Guard.Concerns(command, out var facts);
        return isGuarded || capture.Attribution.IsEnabled ? running.CheckedAsync(isGuarded, facts, cancellationToken) : new ValueTask<RunningCommand>(running);
    }

    public void Keep(long rowsAffected) => _capture.Guard.End(_command, rowsAffected);

    public ValueTask KeepAsync(long rowsAffected, CancellationToken cancellationToken) => _capture.Guard.EndAsync(_command, rowsAffected, cancellationToken);

    public void Succeeded(long rowsAffected = -1, long rowsRead = -1)
    {
        if (_capture.Recorder.IsEnabled)
            _capture.Recorder.Record(_command, End(rowsAffected, rowsRead, null));
    }

    public ValueTask SucceededAsync(long rowsAffected = -1, long rowsRead = -1) =>
        _capture.Recorder.IsEnabled ? _capture.Recorder.RecordAsync(_command, End(rowsAffected, rowsRead, null)) : ValueTask.CompletedTask;

    public void Failed(Exception exception, long rowsRead = -1)
    {
        _capture.Guard.Abandon(_command);
        if (_capture.Recorder.IsEnabled)
            _capture.Recorder.Record(_command, End(-1, rowsRead, exception));
    }

    public ValueTask FailedAsync(Exception exception, long rowsRead = -1)
    {
        _capture.Guard.Abandon(_command);
        return _capture.Recorder.IsEnabled ? _capture.Recorder.RecordAsync(_command, End(-1, rowsRead, exception)) : ValueTask.CompletedTask;
    }

    private async ValueTask<RunningCommand> CheckedAsync(bool isGuarded, CommandFacts facts, CancellationToken cancellationToken)
    {
        if (isGuarded)
            await _capture.Guard.CheckAsync(_command, facts, CommandSource.AdoNet, _transaction?.Id ?? Guid.Empty, cancellationToken).ConfigureAwait(false);
        if (_capture.Attribution.IsEnabled)
            await _capture.Attribution.ApplyAsync(_command, _transaction?.Id ?? Guid.Empty, cancellationToken).ConfigureAwait(false);
        return this;
    }

    private CommandEnd End(long rowsAffected, long rowsRead, Exception? exception) => new()
    {
        StartedAt = _startedAt,
        Duration = _capture.Time.GetElapsedTime(_start),
        Transaction = _transaction,
        RowsAffected = rowsAffected,
        RowsRead = rowsRead,
        Exception = exception,
    };
}
