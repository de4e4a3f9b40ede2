using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Tests.Transactions;

/// <summary>Cancels what a command of a save is waited for with.</summary>
internal sealed class CancelAtCommand(CancellationTokenSource cancelling) : DbCommandInterceptor
{
    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await cancelling.CancelAsync();
        return result;
    }
}
