using System.Data.Common;

namespace Audit.AdoNet.Decorators;

/// <summary>Counts the rows that are read, without buffering them, and records the command or batch when the reader is closed.</summary>
/// <param name="inner">The driver's reader.</param>
/// <param name="running">What is being read.</param>
/// <typeparam name="TRunning">Command or batch.</typeparam>
internal sealed class AuditedReader<TRunning>(DbDataReader inner, TRunning running) : DelegatingReader(inner)
    where TRunning : struct, IRunning
{
    private long _rows;
    private Exception? _failure;
    private bool _isEnded;

    public override bool Read()
    {
        try
        {
            return Count(Inner.Read());
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    public override Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var reading = Inner.ReadAsync(cancellationToken);
        if (!reading.IsCompletedSuccessfully)
            return CountAsync(reading);
        Count(reading.GetAwaiter().GetResult());
        return reading;
    }

    public override bool NextResult()
    {
        try
        {
            return Inner.NextResult();
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    public override async Task<bool> NextResultAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Inner.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }

    public override void Close()
    {
        if (!TryEnd())
            return;
        try
        {
            // The results that nobody read may still hold an error.
            Inner.Close();
            if (_failure is null)
                running.Keep(Inner.RecordsAffected);
        }
        catch (Exception exception)
        {
            running.Failed(exception, _rows);
            throw;
        }

        if (_failure is null)
            running.Succeeded(Inner.RecordsAffected, _rows);
        else
            running.Failed(_failure, _rows);
    }

    public override async Task CloseAsync()
    {
        if (!TryEnd())
            return;
        try
        {
            await Inner.CloseAsync().ConfigureAwait(false);
            if (_failure is null)
                await running.KeepAsync(Inner.RecordsAffected, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await running.FailedAsync(exception, _rows).ConfigureAwait(false);
            throw;
        }

        if (_failure is null)
            await running.SucceededAsync(Inner.RecordsAffected, _rows).ConfigureAwait(false);
        else
            await running.FailedAsync(_failure, _rows).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        await Inner.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        Close();
        Inner.Dispose();
    }

    private bool TryEnd()
    {
        if (_isEnded)
            return false;
        _isEnded = true;
        return true;
    }

    private bool Count(bool hasRow)
    {
        if (hasRow)
            _rows++;
        return hasRow;
    }

    private async Task<bool> CountAsync(Task<bool> reading)
    {
        try
        {
            return Count(await reading.ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
    }
}
