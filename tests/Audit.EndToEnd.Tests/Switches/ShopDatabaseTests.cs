using Audit.EndToEnd.Tests.Host;
using Audit.EndToEnd.Tests.Walkthrough;
using Audit.Testing.Postgres;

namespace Audit.EndToEnd.Tests.Switches;

/// <summary>The same shop on PostgreSQL, by configuration alone.</summary>
public sealed class ShopDatabaseTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_shop_on_PostgreSQL_leaves_the_same_events()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new HostDirectory();
        await using var host = await HostProcess.StartAsync(
            directory.Path, cancellationToken, ("ConnectionStrings:Shop", postgres.CreateConnectionString()), ("Shop:NightlyPrices:Interval", "1.00:00:00"));
        await ShopWalk.AsAliceAsync(host, cancellationToken);
        await ShopWalk.AsBobAsync(host, cancellationToken);

        using var admin = host.CreateClient(token: HostProcess.AdminToken);
        var api = new AuditApi(admin);
        var alice = await Eventually.GetAsync(
            () => api.EventsAsync(new { actorId = new { eq = "alice" } }, cancellationToken), seen => seen.Count >= ExpectedOfAlice.Count, cancellationToken);
        var bob = await Eventually.GetAsync(
            () => api.EventsAsync(new { actorId = new { eq = "bob" } }, cancellationToken), seen => seen.Count >= ExpectedOfBob.Count, cancellationToken);

        Assert.Equal(ExpectedOfAlice, alice);
        Assert.Equal(ExpectedOfBob, bob);
        Assert.All(alice, static one => Assert.Equal("postgresql", one.Details.System));
    }

    /// <summary>On PostgreSQL EF Core sends the lines of an order as one batch.</summary>
    private static IReadOnlyList<SeenEvent> ExpectedOfAlice { get; } =
    [
        .. ExpectedEvents.OfAlice.Take(10),
        ExpectedEvents.OfAlice[10] with { RowsAffected = 2 },
        .. ExpectedEvents.OfAlice.Skip(12),
    ];

    /// <summary>The code is PostgreSQL's unique_violation.</summary>
    private static IReadOnlyList<SeenEvent> ExpectedOfBob { get; } =
        [.. ExpectedEvents.OfBob.Select(static one => one.ErrorCode is null ? one : one with { ErrorCode = "23505" })];
}
