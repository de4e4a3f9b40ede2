using System.Globalization;
using Audit.Benchmarks.Generation;
using Audit.Querying;

namespace Audit.Benchmarks.Queries;

/// <summary>What investigators ask.</summary>
internal static class Questions
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public static IEnumerable<Question> All(StoredAuditEvent latest, string? pageThousand) =>
    [
        Page("latest 50 of all", new AuditFilter()),
        Page("latest 50 of a busy user", OfUser(EventGenerator.BusyUser)),
        Page("latest 50 of a rare user", OfUser(EventGenerator.RareUser)),
        Page("latest 50 of an unknown user", OfUser("nobody")),
        Page("latest 50 destructive", new AuditFilter { Destructive = true }),
        Page("latest 50 on a rare table", new AuditFilter { Table = new StringFilter { Eq = GeneratedStatements.RareTable } }),
        Page("by trace id", new AuditFilter { TraceId = new StringFilter { Eq = latest.Event.TraceId } }),
        new("by event id", async (reader, token) => await reader.FindAsync(latest.Event.Id, token) is null ? "none" : "1 event"),
        Page("free text, a rare word", new AuditFilter { Search = "quarterly_ledger" }),
        Page("free text, two frequent words", new AuditFilter { Search = "drop shipments" }),
        new("page 1,000 of all", async (reader, token) => Events((await reader.QueryAsync(new AuditQuery { After = pageThousand, Limit = 50 }, token)).Items.Count)),
        Groups("histogram of 30 days by outcome", Last(Month), [Dimension.Time, Dimension.Outcome], TimeSpan.FromHours(12)),
        Groups("histogram of 30 days, one user", Last(Month) with { ActorId = new StringFilter { Eq = EventGenerator.BusyUser } }, [Dimension.Time], TimeSpan.FromHours(12)),
        Groups("top 10 actors of 30 days", Last(Month), [Dimension.ActorId], bucket: null, limit: 10),
        Groups("top 10 actors of all time", new AuditFilter(), [Dimension.ActorId], bucket: null, limit: 10),
        new("five facets of a day", FacetsAsync),
    ];

    private static AuditFilter OfUser(string id) => new() { ActorId = new StringFilter { Eq = id } };

    private static AuditFilter Last(TimeSpan span) => new() { Last = span };

    private static Question Page(string name, AuditFilter filter) => new(name, async (reader, token) =>
        Events((await reader.QueryAsync(new AuditQuery { Filter = filter, Limit = 50 }, token)).Items.Count));

    private static Question Groups(string name, AuditFilter filter, Dimension[] by, TimeSpan? bucket, int limit = 1000) => new(name, async (reader, token) =>
    {
        var result = await reader.AggregateAsync(new AggregateQuery { Filter = filter, By = [.. by], Bucket = bucket, Limit = limit }, token);
        return string.Create(CultureInfo.InvariantCulture, $"{result.Rows.Count} groups");
    });

    private static async Task<string> FacetsAsync(IAuditReader reader, CancellationToken cancellationToken)
    {
        Dimension[] dimensions = [Dimension.Action, Dimension.Outcome, Dimension.ActorId, Dimension.Table, Dimension.HttpRoute];
        var facets = await reader.FacetsAsync(new FacetQuery { Filter = Last(TimeSpan.FromDays(1)), Dimensions = [.. dimensions] }, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{facets.Count} facets");
    }

    private static string Events(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} events");
}
