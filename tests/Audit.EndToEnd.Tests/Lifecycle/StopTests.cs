using System.Net.Http.Json;
using Audit.EndToEnd.Tests.Host;

namespace Audit.EndToEnd.Tests.Lifecycle;

/// <summary>What a host recorded before it was asked to stop is there when it starts again.</summary>
public sealed class StopTests
{
    private const int Requests = 40;

    [Fact]
    public async Task Nothing_is_lost_when_the_host_stops_right_after_the_work()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new HostDirectory();
        (string, string)[] settings = [("Shop:NightlyPrices:Interval", "1.00:00:00"), ("Audit:Batch:FlushInterval", "00:10:00")];
        await using (var host = await HostProcess.StartAsync(directory.Path, cancellationToken, settings))
        {
            using var bob = host.CreateClient(apiKey: "bobs-demo-key");
            for (var i = 0; i < Requests; i++)
                (await bob.GetAsync("/shop/customers", cancellationToken)).EnsureSuccessStatusCode();

            Assert.Equal(0, await host.StopAsync());
            Assert.Matches(@"Auditing stopped: (\d+) events recorded, \1 delivered, 0 lost", host.Output);
        }

        await using var again = await HostProcess.StartAsync(directory.Path, cancellationToken, settings);
        using var admin = again.CreateClient(token: HostProcess.AdminToken);
        Assert.Equal(Requests, (await new AuditApi(admin).EventsAsync(new { actorId = new { eq = "bob" } }, cancellationToken)).Count);
    }

    [Fact]
    public async Task A_second_host_on_the_same_directory_is_told_why_it_cannot_start()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new HostDirectory();
        await using var first = await HostProcess.StartAsync(directory.Path, cancellationToken);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => HostProcess.StartAsync(directory.Path, cancellationToken));

        Assert.Contains("another process", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Path.Combine(directory.Path, "audit"), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_reads_the_log_without_a_token_but_the_sign_in_link_lets_one_in_once()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new HostDirectory();
        await using var host = await HostProcess.StartAsync(directory.Path, cancellationToken);
        using var browser = host.CreateClient();
        var question = new { query = "{ me { name roles } }" };
        Assert.Equal(401, (int)(await browser.PostAsJsonAsync("/graphql", question, cancellationToken)).StatusCode);
        Assert.Equal(401, (int)(await browser.GetAsync("/graphql?query={me{id}}", cancellationToken)).StatusCode);
        using var shopper = host.CreateClient(apiKey: "bobs-demo-key");
        Assert.Equal(401, (int)(await shopper.PostAsJsonAsync("/graphql", question, cancellationToken)).StatusCode);

        var link = await Eventually.GetAsync(
            () => Task.FromResult(host.Output.Split('\n').FirstOrDefault(static line => line.Contains("/login?t=", StringComparison.Ordinal))?.Trim()),
            static found => found is not null,
            cancellationToken);
        var signedIn = await browser.GetAsync(new Uri(link!), cancellationToken);
        browser.DefaultRequestHeaders.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        Assert.Equal(403, (int)(await browser.PostAsJsonAsync("/graphql", question, cancellationToken)).StatusCode);
        browser.DefaultRequestHeaders.Add("X-Audit-Csrf", "1");

        var me = (await new AuditApi(browser).AskAsync(question.query, null, cancellationToken)).GetProperty("me");
        Assert.Equal("Admin", me.GetProperty("roles")[0].GetString());
        Assert.Equal(401, (int)(await browser.GetAsync(new Uri(link!), cancellationToken)).StatusCode);
    }
}
