using Audit.Querying;

namespace Audit.GraphQL.Loading;

/// <summary>Reads the first events of many groups by few queries: groups share a query until each has what it needs.</summary>
/// <param name="reader">The store.</param>
/// <param name="filterOf">The events of any of these groups.</param>
/// <param name="groupsOf">The groups an event belongs to, others than those asked for included.</param>
internal sealed class EventGroups(
    IAuditReader reader,
    Func<IReadOnlyCollection<string>, AuditFilter> filterOf,
    Func<StoredAuditEvent, IEnumerable<string>> groupsOf)
{
    /// <summary>Below what a filter may hold: the number of its conditions and values, and the length of its texts.</summary>
    private const int MostTextPerQuery = 32_000;
    private const int MostRows = 1_000;

    /// <summary>How many groups a query may name.</summary>
    public int MostGroupsPerQuery { get; init; } = 500;

    public SortDirection Direction { get; init; } = SortDirection.Ascending;

    /// <summary>Reads groups; one without events is missing from what is returned.</summary>
    /// <param name="keys">The groups.</param>
    /// <param name="take">How many events of each.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyDictionary<string, List<StoredAuditEvent>>> ReadAsync(IReadOnlyCollection<string> keys, int take, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<string, List<StoredAuditEvent>>(StringComparer.Ordinal);
        var open = new HashSet<string>(StringComparer.Ordinal);
        var length = 0;
        foreach (var key in keys)
        {
            if (open.Count >= MostGroupsPerQuery || (open.Count > 0 && length + key.Length > MostTextPerQuery))
            {
                await FillAsync(groups, open, take, cancellationToken).ConfigureAwait(false);
                open.Clear();
                length = 0;
            }

            open.Add(key);
            length += key.Length;
        }

        if (open.Count > 0)
            await FillAsync(groups, open, take, cancellationToken).ConfigureAwait(false);
        return groups;
    }

    private async Task FillAsync(Dictionary<string, List<StoredAuditEvent>> groups, HashSet<string> open, int take, CancellationToken cancellationToken)
    {
        string? after = null;
        while (open.Count > 0)
        {
            var page = await reader.QueryAsync(
                new AuditQuery { Filter = filterOf(open), Direction = Direction, Limit = (int)Math.Min(MostRows, (long)open.Count * take), After = after },
                cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items)
                Add(groups, open, take, item.Event);
            if (!page.HasNext || page.Items.Count == 0)
                return;

            // A group that has enough leaves the query, so that one with many events does not stand in the way of the others.
            after = page.Items[^1].Cursor;
        }
    }

    private void Add(Dictionary<string, List<StoredAuditEvent>> groups, HashSet<string> open, int take, StoredAuditEvent stored)
    {
        foreach (var key in groupsOf(stored))
        {
            if (!open.Contains(key))
                continue;
            if (!groups.TryGetValue(key, out var events))
                groups.Add(key, events = []);
            events.Add(stored);
            if (events.Count >= take)
                open.Remove(key);
        }
    }
}
