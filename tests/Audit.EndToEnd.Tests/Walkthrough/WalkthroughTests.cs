using System.Text.Json;
using Audit.EndToEnd.Tests.Host;

namespace Audit.EndToEnd.Tests.Walkthrough;

/// <summary>What was done in the shop is found in the log: exactly that, and by each way in.</summary>
public sealed class WalkthroughTests(WalkthroughFixture walk)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_alice_did_is_found_by_GraphQL()
    {
        var seen = await EventsOf(new { actorId = new { eq = "alice" }, category = new[] { "DATABASE" } }, ExpectedEvents.OfAlice.Count);

        Assert.Equal(ExpectedEvents.OfAlice, seen);
        Assert.Single(seen.Select(static one => one.Details.SessionId).Distinct());
        Assert.All(seen, static one =>
        {
            Assert.Matches("^[0-9a-f]{32}$", one.Details.SessionId);
            Assert.Matches("^[0-9a-f]{32}$", one.Details.TraceId);
            Assert.NotEmpty(one.Details.RequestId!);
            Assert.Equal("sqlite", one.Details.System);
            Assert.Equal("end-to-end/1.0", one.Details.UserAgent);
            Assert.InRange(one.Details.DurationMicroseconds, 1, 60_000_000);
            Assert.DoesNotContain("Samovar", one.Details.Statement, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Commands_of_one_order_share_a_transaction()
    {
        var seen = await EventsOf(new { actorId = new { eq = "alice" }, category = new[] { "DATABASE" } }, ExpectedEvents.OfAlice.Count);

        var order = seen.Where(static one => one.Route == "POST /shop/orders").ToList();
        Assert.Single(order.Where(static one => one.Details.TransactionId is not null).Select(static one => one.Details.TransactionId).Distinct());
        Assert.Single(order.Select(static one => one.Details.RequestId).Distinct());
    }

    [Fact]
    public async Task What_bob_did_by_his_key_is_found_by_GraphQL()
    {
        var seen = await EventsOf(new { apiKeyId = new { eq = "key-bob-1" } }, ExpectedEvents.OfBob.Count);

        Assert.Equal(ExpectedEvents.OfBob, seen);
    }

    [Fact]
    public async Task What_a_visitor_did_is_found_by_GraphQL()
    {
        var seen = await EventsOf(new { actorType = new[] { "ANONYMOUS" }, category = new[] { "DATABASE" } }, ExpectedEvents.OfVisitor.Count);

        Assert.Equal(ExpectedEvents.OfVisitor, seen);
    }

    [Fact]
    public async Task What_the_nightly_job_does_is_attributed_to_it()
    {
        var seen = await EventsOf(new { actorType = new[] { "SERVICE" }, actorId = new { eq = "nightly-prices" } }, 1);

        Assert.All(seen, static one => Assert.Equal(ExpectedEvents.OfNightlyJob, one));
    }

    [Fact]
    public async Task Nothing_else_is_in_the_log_but_the_start()
    {
        await EventsOf(new { actorId = new { eq = "alice" }, category = new[] { "DATABASE" } }, ExpectedEvents.OfAlice.Count);

        var facets = (await walk.Api.AskAsync("{ facets(filter: { category: [DATABASE] }, dimensions: [ACTOR_ID, ACTOR_TYPE]) { values { value count } } }", null, Cancellation)).GetProperty("facets");

        var ids = CountsOf(facets[0]);
        Assert.Equal(["alice", "api-keys", "bob", "nightly-prices", "shop-seeder"], ids.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(ExpectedEvents.OfAlice.Count, ids["alice"]);
        Assert.Equal(ExpectedEvents.OfBob.Count, ids["bob"]);
        var types = CountsOf(facets[1]);
        Assert.Equal(["anonymous", "api_key", "service", "user"], types.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(ExpectedEvents.OfVisitor.Count, types["anonymous"]);
    }

    private static Dictionary<string, long> CountsOf(JsonElement facet) => facet.GetProperty("values").EnumerateArray()
        .ToDictionary(static value => value.GetProperty("value").GetString()!, static value => value.GetProperty("count").GetInt64());

    private async Task<IReadOnlyList<SeenEvent>> EventsOf(object filter, int atLeast) =>
        await Eventually.GetAsync(() => walk.Api.EventsAsync(filter, Cancellation), seen => seen.Count >= atLeast, Cancellation);
}
