using System.Net;
using System.Security.Claims;
using Audit.AspNetCore.Sessions;
using Audit.AspNetCore.Tests.Attribution;
using Audit.Events;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Audit.AspNetCore.Tests.Sessions;

/// <summary>The life of sessions.</summary>
public sealed class SessionEventTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public async Task A_session_starts_once_and_ends_with_signing_out()
    {
        await using var host = await StartAsync();
        using var client = host.CreateClient();
        var cookie = await AttributionHost.SignInAsync(client, "alice");
        await AttributionHost.GetAsync(client, "/items/1", ("Cookie", cookie));
        await AttributionHost.GetAsync(client, "/sign-out", ("Cookie", cookie));

        Assert.Equal(["auth.sign_in", "session.started", "item.1", "auth.sign_out", "session.ended"], host.Log.Events.Select(e => e.Action));
        Assert.Single(host.Log.Events.Select(e => e.Context.SessionId).Distinct());
        Assert.Equal(0, host.Services.GetRequiredService<SessionTracker>().Count);
    }

    [Fact]
    public async Task Another_address_or_user_agent_is_a_change_that_is_told_once()
    {
        await using var host = await StartAsync();
        await SeeAsync(host, "s", "10.0.0.1", "first");
        await SeeAsync(host, "s", "10.0.0.2", "first");
        await SeeAsync(host, "s", "10.0.0.1", "first");
        await SeeAsync(host, "s", "10.0.0.1", "second");

        var changes = host.Log.Events.Where(static e => e.Action == "session.changed").ToArray();
        Assert.Equal(2, changes.Length);
        Assert.Equal([new("client_ip.before", "10.0.0.1"), new AuditAttribute("client_ip.after", "10.0.0.2")], changes[0].Attributes);
        Assert.Equal([new("user_agent.before", "first"), new AuditAttribute("user_agent.after", "second")], changes[1].Attributes);
    }

    [Fact]
    public async Task Without_addresses_only_the_user_agent_changes()
    {
        await using var host = await StartAsync();
        await SeeAsync(host, "s", null, "first");
        await SeeAsync(host, "s", null, "second");

        var change = Assert.Single(host.Log.Events, static e => e.Action == "session.changed");
        Assert.Equal(["user_agent.before", "user_agent.after"], change.Attributes.Select(a => a.Name));
    }

    [Fact]
    public async Task A_session_that_rests_expires_with_the_times_it_was_seen()
    {
        await using var host = await StartAsync();
        var tracker = host.Services.GetRequiredService<SessionTracker>();
        await SeeAsync(host, "s", "10.0.0.1", "agent");
        _time.Advance(TimeSpan.FromSeconds(10));
        await SeeAsync(host, "s", "10.0.0.1", "agent");
        var lastSeen = _time.GetUtcNow();

        // The sweeper looks as well; whoever comes first reports it.
        _time.Advance(TimeSpan.FromMinutes(20));
        await tracker.SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, tracker.Count);
        _time.Advance(TimeSpan.FromTicks(1));
        await tracker.SweepAsync(TestContext.Current.CancellationToken);

        var expired = Assert.Single(host.Log.Events, static e => e.Action == "session.expired");
        Assert.Equal(("alice", IPAddress.Parse("10.0.0.1")), (expired.Context.Actor.Id, expired.Context.ClientIp));
        Assert.Contains(new AuditAttribute("last_seen", lastSeen.ToString("O")), expired.Attributes);
        Assert.Equal(0, tracker.Count);
    }

    [Fact]
    public async Task No_more_sessions_are_watched_than_configured()
    {
        await using var host = await StartAsync(new() { ["Audit:AspNetCore:Sessions:MaxTracked"] = "2" });
        for (var i = 0; i < 10; i++)
            await SeeAsync(host, $"s{i}", "10.0.0.1", "agent");

        Assert.Equal(2, host.Services.GetRequiredService<SessionTracker>().Count);
        Assert.Equal(2, host.Log.Events.Count(static e => e.Action == "session.started"));
        Assert.Equal(10, host.Log.Events.Where(static e => e.Action == "item.1").Select(static e => e.Context.SessionId).Distinct().Count());
    }

    [Fact]
    public async Task A_session_that_another_instance_saw_last_is_reported_when_that_instance_ended_without_a_word()
    {
        var other = new OtherInstance();
        await using var host = await StartAsync(
            new() { ["Audit:AspNetCore:SessionKey"] = "c2Vzc2lvbnMgb2YgdGhlIHRlc3Rz" }, builder => builder.Services.AddSingleton<ISharedSessions>(other));
        var tracker = host.Services.GetRequiredService<SessionTracker>();
        await SeeAsync(host, "s", "10.0.0.1", "agent");
        other.LastSeen = _time.GetUtcNow() + TimeSpan.FromMinutes(15);

        _time.Advance(TimeSpan.FromMinutes(21));
        await tracker.SweepAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(host.Log.Events, static e => e.Action == "session.expired");
        _time.Advance(TimeSpan.FromMinutes(15));
        await tracker.SweepAsync(TestContext.Current.CancellationToken);

        var expired = Assert.Single(host.Log.Events, static e => e.Action == "session.expired");
        Assert.Contains(new AuditAttribute("last_seen", other.LastSeen.ToString("O")), expired.Attributes);
    }

    [Fact]
    public async Task Sessions_that_others_forgot_are_told_to_them_at_once()
    {
        var other = new OtherInstance();
        await using var host = await StartAsync(
            new() { ["Audit:AspNetCore:SessionKey"] = "c2Vzc2lvbnMgb2YgdGhlIHRlc3Rz" }, builder => builder.Services.AddSingleton<ISharedSessions>(other));
        await SeeAsync(host, "s", "10.0.0.1", "agent");

        await other.ForgetAsync();
    }

    private static Task<HttpContext> SeeAsync(AttributionHost host, string session, string? ip, string agent) => host.SendAsync(context =>
    {
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "alice"), new Claim("sid", session)], "test"));
        context.Connection.RemoteIpAddress = ip is null ? null : IPAddress.Parse(ip);
        context.Request.Headers.UserAgent = agent;
    });

    private Task<AttributionHost> StartAsync(Dictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? configure = null) => AttributionHost.StartAsync(
        settings,
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.Services.AddAudit().AddSessions();
            configure?.Invoke(builder);
        },
        static app => app.MapGet("/sign-out", static (HttpContext context) => context.SignOutAsync()));

    /// <summary>Another instance that sees the session of this one.</summary>
    private sealed class OtherInstance : ISharedSessions
    {
        private readonly TaskCompletionSource _touched = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<Action> _listener = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private SessionState? _state;

        public event Action? Forgotten
        {
            add => _listener.TrySetResult(value!);
            remove => throw new NotSupportedException();
        }

        public DateTimeOffset LastSeen { get; set; }

        public async Task ForgetAsync()
        {
            // The sweeper listens as soon as it runs.
            (await _listener.Task)();
            await _touched.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        public ValueTask<SessionState?> AddOrGetAsync(string id, SessionState state, TimeSpan keepFor, CancellationToken cancellationToken)
        {
            var known = _state is null ? null : _state with { LastSeen = LastSeen };
            _state = state;
            return new(known);
        }

        public ValueTask<bool> TouchAsync(string id, SessionState state, TimeSpan keepFor, CancellationToken cancellationToken)
        {
            _touched.TrySetResult();
            return new(true);
        }

        public ValueTask<bool> EndAsync(string id, TimeSpan keepFor, CancellationToken cancellationToken) => new(true);

        public ValueTask<SessionExpiry> ExpireAsync(string id, DateTimeOffset idleSince, TimeSpan keepFor, CancellationToken cancellationToken) =>
            new(LastSeen >= idleSince ? SessionExpiry.Alive : SessionExpiry.Ended);
    }
}
