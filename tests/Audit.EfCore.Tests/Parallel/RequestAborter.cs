using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Tests.Parallel;

/// <summary>Aborts the request of the current flow at the moment its command is about to be sent.</summary>
internal sealed class RequestAborter : DbCommandInterceptor
{
    private static readonly AsyncLocal<CancellationTokenSource?> Armed = new();

    public static void Arm(CancellationTokenSource? request) => Armed.Value = request;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Armed.Value?.Cancel();
        return new ValueTask<InterceptionResult<DbDataReader>>(result);
    }
}
