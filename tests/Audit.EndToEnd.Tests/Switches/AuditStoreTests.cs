using Audit.EndToEnd.Tests.Host;
using Audit.EndToEnd.Tests.Walkthrough;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;

namespace Audit.EndToEnd.Tests.Switches;

/// <summary>The same host with its log on a ClickHouse server, by configuration alone.</summary>
public sealed class AuditStoreTests(EmbeddedEngineFixture engine)
{
    [Fact]
    public async Task The_log_is_kept_on_a_ClickHouse_server()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await ClickHouseServer.StartAsync(engine);
        using var directory = new HostDirectory();
        await using var host = await HostProcess.StartAsync(
            directory.Path, cancellationToken, ("Audit:Storage:ConnectionString", server.ConnectionString), ("Audit:Storage:Database", "audit_of_the_host"), ("Shop:NightlyPrices:Interval", "1.00:00:00"));
        await ShopWalk.AsAliceAsync(host, cancellationToken);

        using var admin = host.CreateClient(token: HostProcess.AdminToken);
        var api = new AuditApi(admin);
        var seen = await Eventually.GetAsync(
            () => api.EventsAsync(new { actorId = new { eq = "alice" } }, cancellationToken), seen => seen.Count >= ExpectedEvents.OfAlice.Count, cancellationToken);

        Assert.Equal(ExpectedEvents.OfAlice, seen);
        using var sql = engine.CreateClient("audit_of_the_host");
        Assert.Equal((ulong)ExpectedEvents.OfAlice.Count, await sql.ExecuteScalarAsync("SELECT count() FROM audit_logs WHERE actor_id = 'alice' AND category = 'database'", null, null, cancellationToken));
        Assert.False(Directory.Exists(Path.Combine(directory.Path, "audit")), "The host opened an engine of its own.");
    }
}
