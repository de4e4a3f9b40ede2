using System.Data.Common;
using Audit.AdoNet.Attribution;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Attribution;

/// <summary>Lets no name stay behind in a session that goes back to its pool.</summary>
internal sealed class AttributedConnectionInterceptor(CommandAttribution attribution) : DbConnectionInterceptor
{
    public override InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        attribution.Clear(connection);
        return result;
    }

    public override async ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        await attribution.ClearAsync(connection).ConfigureAwait(false);
        return result;
    }

    public override InterceptionResult ConnectionDisposing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        attribution.Clear(connection);
        return result;
    }

    public override async ValueTask<InterceptionResult> ConnectionDisposingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        await attribution.ClearAsync(connection).ConfigureAwait(false);
        return result;
    }
}
