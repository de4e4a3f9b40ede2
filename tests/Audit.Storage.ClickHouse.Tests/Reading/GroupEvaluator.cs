using System.Globalization;
using Audit.Events;
using Audit.Querying;

namespace Audit.Storage.ClickHouse.Tests.Reading;

/// <summary>What groups are, said once more without SQL.</summary>
internal static class GroupEvaluator
{
    public static Dictionary<string, double?[]> Groups(IEnumerable<AuditEvent> events, AggregateQuery query)
    {
        var groups = new Dictionary<string, List<AuditEvent>>();
        foreach (var e in events)
        {
            IEnumerable<string> keys = [""];
            foreach (var dimension in query.By)
                keys = keys.SelectMany(k => Values(e, dimension, query.Bucket ?? default).Select(v => (k.Length == 0 ? "" : k + "|") + (v ?? "<none>"))).ToList();
            foreach (var key in keys)
            {
                if (!groups.TryGetValue(key, out var list))
                    groups.Add(key, list = []);
                list.Add(e);
            }
        }

        return groups.ToDictionary(g => g.Key, g => query.Metrics.Select(m => Value(g.Value, m)).ToArray());
    }

    /// <summary>The values of an event; null where it has none, and for lists nothing at all.</summary>
    public static IEnumerable<string?> Values(AuditEvent e, Dimension dimension, TimeSpan bucket) => dimension switch
    {
        Dimension.Operation => (e.Statement?.Operations ?? []).Distinct(),
        Dimension.Table => (e.Statement?.TablesRead ?? []).Concat(e.Statement?.TablesWritten ?? []).Distinct(),
        Dimension.TableWritten => (e.Statement?.TablesWritten ?? []).Distinct(),
        Dimension.Time => [Bucket(e, bucket)],
        _ => Single(Value(e, dimension)),
    };

    private static IEnumerable<string?> Single(string? value) => [string.IsNullOrEmpty(value) ? null : value];

    private static string? Value(AuditEvent e, Dimension dimension) => dimension switch
    {
        Dimension.Category => e.Category.ToCanonicalName(),
        Dimension.Action => e.Action,
        Dimension.Outcome => e.Outcome.ToCanonicalName(),
        Dimension.Risk => e.Risk.ToString().ToLowerInvariant(),
        Dimension.Destructive => e.Destructive ? "true" : "false",
        Dimension.Source => e.Source.ToCanonicalName(),
        Dimension.Application => e.Origin!.Application,
        Dimension.Environment => e.Origin!.Environment,
        Dimension.ActorType => e.Context.Actor.Type.ToCanonicalName(),
        Dimension.ActorId => FilterEvaluator.StoredActor(e, e.Context.Actor.Id),
        Dimension.TenantId => e.Context.Actor.TenantId,
        Dimension.SessionId => e.Context.SessionId,
        Dimension.ApiKeyId => e.Context.ApiKeyId,
        Dimension.ClientIp => e.Context.ClientIp?.ToString(),
        Dimension.Fingerprint => FilterEvaluator.FingerprintText(e),
        Dimension.Entity => e.Entity?.Type,
        Dimension.Command => e.Command?.Name,
        Dimension.HttpRoute => e.Context.HttpRoute,
        Dimension.ErrorCode => e.ErrorCode,
        Dimension.DbSystem => e.Database?.System,
        Dimension.Database => e.Database?.Name,
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    private static double? Value(List<AuditEvent> events, Metric metric)
    {
        var rows = events.Where(e => e.RowsAffected >= 0).Select(e => (double)e.RowsAffected).ToList();
        var durations = events.Select(e => (double)e.DurationMicroseconds).Order().ToList();
        return metric switch
        {
            Metric.Count => events.Count,
            Metric.UniqueActors => events.Select(e => FilterEvaluator.StoredActor(e, e.Context.Actor.Id)).Where(x => x is { Length: > 0 }).Distinct().Count(),
            Metric.UniqueSessions => events.Select(e => e.Context.SessionId).Where(x => x is not null).Distinct().Count(),
            Metric.RowsAffectedSum => rows.Count == 0 ? null : rows.Sum(),
            Metric.RowsAffectedMax => rows.Count == 0 ? null : rows.Max(),
            Metric.DurationAvg => durations.Count == 0 ? null : durations.Sum() / durations.Count,
            Metric.DurationP50 => Quantile(durations, 0.5),
            Metric.DurationP95 => Quantile(durations, 0.95),
            Metric.DurationP99 => Quantile(durations, 0.99),
            Metric.Failures => events.Count(e => e.Outcome == Outcome.Failed),
            Metric.Destructive => events.Count(e => e.Destructive),
            _ => throw new ArgumentOutOfRangeException(nameof(metric)),
        };
    }

    private static double? Quantile(List<double> sorted, double level) => sorted.Count == 0 ? null : sorted[(int)(level * sorted.Count)];

    private static string Bucket(AuditEvent e, TimeSpan bucket)
    {
        var ticks = (e.OccurredAt - DateTimeOffset.UnixEpoch).Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks((long)Math.Floor((decimal)ticks / bucket.Ticks) * bucket.Ticks).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }
}
