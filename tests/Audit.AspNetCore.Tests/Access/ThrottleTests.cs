using System.Net;
using Audit.AspNetCore.Access;
using Audit.AspNetCore.Tests.Attribution;
using Audit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.Tests.Access;

/// <summary>Whoever guesses has to wait.</summary>
public sealed class ThrottleTests
{
    private const string Good = "a good token";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Too_many_wrong_tokens_are_answered_with_429_and_when_to_come_again()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, "wrong" + i, "203.0.113.7")).Status);

        var (status, wait) = await SendAsync(host, "wrong", "203.0.113.7");
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.InRange(wait!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));

        // Not even the right one is looked at: who guesses must not learn that they have found it.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync(host, Good, "203.0.113.7")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, Good, "203.0.113.8")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, null, "203.0.113.7")).Status);
    }

    [Fact]
    public async Task Who_succeeded_from_an_address_before_does_not_wait_for_others_there()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 50; i++)
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, Good, "203.0.113.7")).Status);
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, "wrong" + i, "203.0.113.7")).Status);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync(host, "wrong", "203.0.113.7")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, Good, "203.0.113.7")).Status);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", HttpStatusCode.TooManyRequests)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", HttpStatusCode.Unauthorized)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", HttpStatusCode.TooManyRequests)]
    public async Task Network_of_64_bits_counts_as_one_address(string one, string other, HttpStatusCode status)
    {
        await using var host = await StartAsync();
        for (var i = 0; i < 3; i++)
            await SendAsync(host, "wrong" + i, one);
        Assert.Equal(status, (await SendAsync(host, "wrong", other)).Status);
    }

    [Fact]
    public async Task Sign_in_links_cannot_be_guessed_either()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("X-From", "203.0.113.7");
        var code = host.Services.GetRequiredService<SignInLinks>().Create();
        for (var i = 0; i < 3; i++)
        {
            using var wrong = await client.GetAsync($"/login?t=wrong{i}", Cancellation);
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var response = await client.GetAsync("/login?t=" + code, Cancellation);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_name_is_guarded_against_many_addresses()
    {
        await using var host = await StartAsync();
        var throttle = host.Services.GetRequiredService<SignInThrottle>();
        SignInAttempt<string> Guess(int number, string name) => throttle.Try(new IPAddress([10, 0, (byte)(number >> 8), (byte)number]), name, "guess" + number, static () => (string?)null);
        for (var i = 0; i < 30; i++)
            Assert.Null(Guess(i, "ana").RetryAfter);

        Assert.NotNull(Guess(1_000, "ANA").RetryAfter);
        Assert.Null(Guess(2_000, "ben").RetryAfter);
    }

    [Fact]
    public async Task A_million_addresses_take_no_more_room_than_a_few()
    {
        await using var host = await StartAsync();
        var throttle = host.Services.GetRequiredService<SignInThrottle>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000_000; i++)
            throttle.Try(new IPAddress(i + 0x0A000000L), null, "guess", static () => (string?)null);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 << 20);
    }

    [Fact]
    public async Task Failures_are_events_but_no_flood_of_them()
    {
        var log = new CollectingAuditLog();
        await using var host = await StartAsync(log);
        for (var i = 0; i < 203; i++)
            await SendAsync(host, "wrong" + i, "203.0.113.7");

        Assert.Equal(3, log.Events.Count(static e => e.Action == "auth.sign_in_failed"));
        Assert.Equal(1, Attempts(log));
        host.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, Attempts(log));
        Assert.All(log.Events.Where(static e => e.Action == "auth.throttled"), static e => Assert.Equal(
            (EventCategory.Access, Outcome.Blocked, "203.0.113.7"), (e.Category, e.Outcome, e.Context.ClientIp!.ToString())));
        host.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(2, log.Events.Count(static e => e.Action == "auth.throttled"));
    }

    [Fact]
    public async Task Failures_from_many_addresses_are_no_flood_either()
    {
        var log = new CollectingAuditLog();
        await using var host = await StartAsync(log);
        for (var i = 0; i < 400; i++)
            await SendAsync(host, "wrong", $"10.1.{i >> 8}.{i & 255}");

        host.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange(log.Events.Count, 101, 200);
        Assert.Equal(800, Attempts(log) + log.Events.Count(static e => e.Action is "auth.sign_in_failed" or "auth.denied"));
    }

    private static int Attempts(CollectingAuditLog log) => log.Events.Where(static e => e.Action == "auth.throttled")
        .Sum(static e => int.Parse(Assert.Single(e.Attributes, static a => a.Name == "attempts").Value, System.Globalization.CultureInfo.InvariantCulture));

    private static async Task<(HttpStatusCode Status, TimeSpan? Wait)> SendAsync(AccessHost host, string? token, string from)
    {
        using var client = host.CreateClient(token);
        client.DefaultRequestHeaders.Add("X-From", from);
        using var response = await client.GetAsync("/" + AuditPolicies.Viewer, Cancellation);
        return (response.StatusCode, response.Headers.RetryAfter?.Delta);
    }

    private static Task<AccessHost> StartAsync(CollectingAuditLog? log = null) => AccessHost.StartAsync(
        new()
        {
            ["Audit:Access:Tokens:0:Name"] = "ana",
            ["Audit:Access:Tokens:0:Sha256"] = AccessHost.HashOf(Good),
            ["Audit:Access:Tokens:0:Roles:0"] = AuditRoles.Viewer,
            ["Audit:Access:MaxFailures"] = "3",
            ["Audit:Access:FailureInterval"] = "01:00:00",
        },
        builder =>
        {
            if (log is null)
                return;
            builder.Services.AddSingleton<IAuditLog>(log);
            builder.Services.AddAudit(static options => options.Enabled = false).AddAccessEvents();
        });
}
