using Audit.Cli.Sources;
using Audit.Events;
using Audit.Querying;

namespace Audit.Cli.Coverage;

/// <summary>The log in a ClickHouse server.</summary>
internal sealed class ClickHouseStatements(IAuditReader reader) : ILoggedStatements
{
    private const int Most = 10_000;

    public async Task<(IReadOnlyList<string> Fingerprints, bool IsTruncated)> FingerprintsAsync(DateTimeOffset since, string database, CancellationToken cancellationToken)
    {
        var query = new AggregateQuery { Filter = Recorded(since), By = [Dimension.Fingerprint, Dimension.Database], Limit = Most };
        var found = await ClickHouseSource.ReadAsync(async () => await reader.AggregateAsync(query, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return ([.. found.Rows.Where(row => row.Key[0] is not null && row.Key[1] == database).Select(static row => row.Key[0]!)], found.Truncated);
    }

    public async Task<string> StatementAsync(DateTimeOffset since, string fingerprint, CancellationToken cancellationToken)
    {
        var query = new AuditQuery { Filter = Recorded(since) with { Fingerprint = new StringFilter { Eq = fingerprint } }, Limit = 1 };
        var page = await ClickHouseSource.ReadAsync(async () => await reader.QueryAsync(query, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return page.Items is [var item, ..] ? item.Event.Event.Statement?.RedactedText ?? "" : "";
    }

    private static AuditFilter Recorded(DateTimeOffset since) => new() { From = since, Category = [EventCategory.Database] };
}
