using Audit.Querying;

namespace Audit.GraphQL.Statistics;

/// <summary>
/// The log's figures, once for all who see the same of it: as many dashboards as there are cost one query every two seconds, or less where the query itself is
/// expensive. Thread-safe.
/// </summary>
internal sealed class LogFiguresCache(TimeProvider time)
{
    /// <summary>Beyond these, tenants are forgotten and asked about anew.</summary>
    private const int MostTenants = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<ValueTuple<string?>, SharedFigures> _byTenant = [];

    /// <summary>The figures of now, or of a moment ago.</summary>
    /// <param name="sight">What of the log is seen.</param>
    /// <param name="reader">Asked when there are none; of all who look at once, the first one's.</param>
    /// <param name="cancellationToken">Ends the wait; the query goes on for the others.</param>
    /// <exception cref="AuditQueryException">The store does not answer.</exception>
    public Task<LogFigures> GetAsync(AuditReadScope sight, IAuditReader reader, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var key = ValueTuple.Create(sight.TenantId);
            if (!_byTenant.TryGetValue(key, out var figures))
            {
                if (_byTenant.Count >= MostTenants)
                    _byTenant.Clear();
                _byTenant[key] = figures = new SharedFigures(sight, time);
            }

            return figures.Get(reader).WaitAsync(cancellationToken);
        }
    }
}
