using System.Data.Common;

namespace Audit.AdoNet.Decorators;

/// <summary>Counts the rows that are read, without buffering them, and records the command or batch when the reader is closed.</summary>
/// <param name="inner">The driver's reader.</param>
/// <param name="running">What is being read.</param>
/// <typeparam name="TRunning">Command or batch.</typeparam>
internal sealed class AuditedReader<TRunning>(DbDataReader inner, TRunning running) : DelegatingReader(inner)
    where TRunning : struct, IRunning
{
    private bool _isEnded;

    public override void Close()
    {
        if (!TryEnd())
            return;
        try
        {
            // The results that nobody read may still hold an error.
            Inner.Close();
            if (Failure is null)
                running.Keep(Inner.RecordsAffected);
        }
        catch (Exception exception)
        {
            running.Failed(exception, Rows);
            throw;
        }

        if (Failure is null)
            running.Succeeded(Inner.RecordsAffected, Rows);
        else
            running.Failed(Failure, Rows);
    }

    public override async Task CloseAsync()
    {
        if (!TryEnd())
            return;
        try
        {
            await Inner.CloseAsync().ConfigureAwait(false);
            if (Failure is null)
                await running.KeepAsync(Inner.RecordsAffected, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await running.FailedAsync(exception, Rows).ConfigureAwait(false);
            throw;
        }

        if (Failure is null)
            await running.SucceededAsync(Inner.RecordsAffected, Rows).ConfigureAwait(false);
        else
            await running.FailedAsync(Failure, Rows).ConfigureAwait(false);
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
}
