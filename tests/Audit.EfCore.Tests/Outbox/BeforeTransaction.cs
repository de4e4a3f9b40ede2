using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Tests.Outbox;

/// <summary>Does something once before a transaction is begun.</summary>
internal sealed class BeforeTransaction(Func<Task> action) : DbTransactionInterceptor
{
    public bool IsArmed { get; set; }

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        if (IsArmed)
        {
            IsArmed = false;
            await action();
        }

        return result;
    }
}
