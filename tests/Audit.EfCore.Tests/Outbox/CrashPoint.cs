using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Tests.Outbox;

/// <summary>Ends a relay at one of its steps, before or after a command, a commit or a write to the store. From then on nothing of it works.</summary>
internal sealed class CrashPoint(int at) : IDisposable
{
    private readonly CancellationTokenSource _dead = new();
    private int _steps;
    private bool _isArmed;

    public CancellationToken Dead => _dead.Token;

    public DbCommandInterceptor Commands => new CommandSteps(this);

    public DbTransactionInterceptor Transactions => new TransactionSteps(this);

    public void Arm() => _isArmed = true;

    public void StepIn(string stream)
    {
        if (stream.StartsWith("outbox/", StringComparison.Ordinal))
            Step();
    }

    public void Dispose() => _dead.Dispose();

    private void Step()
    {
        if (!_isArmed)
            return;
        if (++_steps == at)
            _dead.Cancel();
        if (_steps >= at)
            throw new IOException("The process is gone.");
    }

    private sealed class CommandSteps(CrashPoint crash) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            crash.Step();
            return new(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            crash.Step();
            return new(result);
        }

        public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            crash.Step();
            return new(result);
        }
    }

    private sealed class TransactionSteps(CrashPoint crash) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            crash.Step();
            return new(result);
        }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            crash.Step();
            return Task.CompletedTask;
        }
    }
}
