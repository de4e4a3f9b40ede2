using System.Runtime.CompilerServices;
using Audit.Cli.Sources;
using Audit.Events;
using Audit.Guarding.Policy;
using Audit.Querying;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Cli.Guarding;

/// <summary>The recorded history in a ClickHouse server, page by page.</summary>
internal static class ClickHouseHistory
{
    private const int PageSize = 1000;

    public static async IAsyncEnumerable<RecordedOperation> ReadAsync(
        string connection, TimeSpan last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var services = ClickHouseSource.Open(connection);
        await using (services.ConfigureAwait(false))
        {
            var reader = services.GetRequiredService<IAuditReader>();
            var query = new AuditQuery { Filter = Asked(last), Limit = PageSize };
            AuditPage page;
            do
            {
                page = await ClickHouseSource.ReadAsync(async () => await reader.QueryAsync(query, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                foreach (var item in page.Items)
                {
                    var recorded = item.Event.Event;
                    yield return new RecordedOperation(recorded.Id.ToString(), recorded.OccurredAt, GuardedOperation.Of(recorded));
                }

                query = query with { After = page.Items.Count > 0 ? page.Items[^1].Cursor : null };
            }
            while (page.HasNext);
        }
    }

    /// <summary>What ran, and what was kept from running.</summary>
    private static AuditFilter Asked(TimeSpan last) => new()
    {
        Last = last,
        Or = [new AuditFilter { Category = [EventCategory.Database] }, new AuditFilter { Category = [EventCategory.Guard], Outcome = [Outcome.Blocked] }],
    };
}
