namespace Audit.AdoNet.Decorators;

/// <summary>Counts what is read, without buffering it, and keeps what made reading stop.</summary>
internal abstract partial class DelegatingReader
{
    /// <summary>Rows read so far, of all results.</summary>
    public long Rows { get; private set; }

    /// <summary>What made reading stop.</summary>
    public Exception? Failure { get; private set; }

    public override bool Read()
    {
        try
        {
            return Count(Inner.Read());
        }
        catch (Exception exception)
        {
            Failure = exception;
            throw;
        }
    }

    public override Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        Task<bool> reading;
        try
        {
            reading = Inner.ReadAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            Failure = exception;
            throw;
        }

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
            Failure = exception;
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
            Failure = exception;
            throw;
        }
    }

    private bool Count(bool hasRow)
    {
        if (hasRow)
            Rows++;
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
            Failure = exception;
            throw;
        }
    }
}
