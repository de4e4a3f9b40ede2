using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.ApiKeys.Tests.Hosting;

/// <summary>Counts the look-ups of keys in the database, and can hold them.</summary>
internal sealed class LookUps : DbCommandInterceptor
{
    private int _count;
    private TaskCompletionSource? _gate;
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count => Volatile.Read(ref _count);

    /// <summary>Holds the answers of the database, from now on.</summary>
    /// <returns>Completes when an answer is held.</returns>
    public Task Hold()
    {
        _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _held.Task;
    }

    public void Release() => Interlocked.Exchange(ref _gate, null)?.SetResult();

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (command.CommandText.Contains("\"Hash\" = @", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _count);
            if (_gate is { } gate)
            {
                _held.TrySetResult();
                await gate.Task.WaitAsync(cancellationToken);
            }
        }

        return result;
    }
}
