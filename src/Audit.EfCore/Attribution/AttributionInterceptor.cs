using System.Data.Common;
using Audit.AdoNet.Attribution;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Attribution;

/// <summary>Tells the database who acts before each command of EF Core. Only where that is asked for; it stands behind the guard, which judges the command as it is.</summary>
internal sealed class AttributionInterceptor(CommandAttribution attribution) : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        attribution.Apply(command, TransactionOf(eventData));
        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await attribution.ApplyAsync(command, TransactionOf(eventData), cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        attribution.Apply(command, TransactionOf(eventData));
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await attribution.ApplyAsync(command, TransactionOf(eventData), cancellationToken).ConfigureAwait(false);
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        attribution.Apply(command, TransactionOf(eventData));
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await attribution.ApplyAsync(command, TransactionOf(eventData), cancellationToken).ConfigureAwait(false);
        return result;
    }

    private static Guid TransactionOf(CommandEventData eventData) => eventData.Context?.Database.CurrentTransaction?.TransactionId ?? Guid.Empty;
}
