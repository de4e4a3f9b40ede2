using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Commands;

/// <summary>
/// Counts what is read of a result, and notices when reading fails. No interceptor is told: EF Core disposes a reader that failed as if all were well.
/// </summary>
internal sealed partial class WatchedReader : DbDataReader
{
    private readonly DbDataReader _inner;
    private readonly OpenReader _state;
    private readonly AuditCommandInterceptor _owner;
    private readonly DbCommand _command;
    private readonly DbContext? _context;

    public WatchedReader(DbDataReader inner, OpenReader state, AuditCommandInterceptor owner, DbCommand command, DbContext? context)
    {
        _inner = inner;
        _state = state;
        _owner = owner;
        _command = command;
        _context = context;
        _state.Rows = 0;
    }

    public override bool Read()
    {
        try
        {
            return Count(_inner.Read());
        }
        catch (Exception exception)
        {
            _state.Failure = exception;
            throw;
        }
    }

    public override Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        Task<bool> reading;
        try
        {
            reading = _inner.ReadAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            _state.Failure = exception;
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
            return _inner.NextResult();
        }
        catch (Exception exception)
        {
            _state.Failure = exception;
            throw;
        }
    }

    public override async Task<bool> NextResultAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _inner.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _state.Failure = exception;
            throw;
        }
    }

    public override void Close() => _inner.Close();

    public override Task CloseAsync() => _inner.CloseAsync();

#pragma warning disable CA2215 // The base would close the inner reader once more, which its driver may have lent to someone else by then.
    public override ValueTask DisposeAsync()
    {
        ReportFailure();
        return _inner.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        ReportFailure();
        _inner.Dispose();
    }
#pragma warning restore CA2215

    // When a reader fails that EF Core buffers, the interceptor is told nothing at all.
    private void ReportFailure()
    {
        if (_state.Failure is not null)
            _owner.ReaderFailed(_command, _context, _state);
    }

    private bool Count(bool hasRow)
    {
        if (hasRow)
            _state.Rows++;
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
            _state.Failure = exception;
            throw;
        }
    }
}
