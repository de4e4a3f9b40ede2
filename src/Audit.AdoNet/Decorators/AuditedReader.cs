using System.Data.Common;

namespace Audit.AdoNet.Decorators;

/// <summary>Counts the rows that are read, without buffering them, and records the command or batch when the reader is closed.</summary>
/// <param name="inner">The driver's reader.</param>
/// <param name="running">What is being read.</param>
internal sealed class AuditedReader(DbDataReader inner, RunningCommand running) : DelegatingReader(inner)
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
        try
        {
            Inner.Close();
        }
        catch (Exception exception)
        {
            // The results that nobody read may still hold an error.
            _failure = exception;
            throw;
        }
        finally
        {
            if (TryEnd())
                running.Ended(Inner.RecordsAffected, _rows, _failure);
        }
    }

    public override async Task CloseAsync()
    {
        try
        {
            await Inner.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _failure = exception;
            throw;
        }
        finally
        {
            if (TryEnd())
                await running.EndedAsync(Inner.RecordsAffected, _rows, _failure).ConfigureAwait(false);
        }
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
