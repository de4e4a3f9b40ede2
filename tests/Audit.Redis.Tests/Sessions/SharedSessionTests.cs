using System.Net;
using Audit.AspNetCore.Sessions;
using Audit.Context;
using Audit.Events;
using Audit.Redis.Tests.Hosting;
using Audit.Testing.Redis;

namespace Audit.Redis.Tests.Sessions;

/// <summary>What instances know of each other's sessions.</summary>
public sealed class SharedSessionTests(RedisFixture redis)
{
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_instance_knows_of_a_session_another_is_told()
    {
        var (one, other) = await StartTwoAsync();
        await using var first = one;
        await using var second = other;
        var state = new SessionState(
            new AuditActor(ActorType.User, "alice", "Alice", "acme", "support-1"),
            Noon.AddTicks(10),
            Noon.AddMinutes(1),
            [new SessionOrigin(IPAddress.Parse("2001:db8::1"), "a \"quoted\" agent"), new SessionOrigin(null, null)]);

        Assert.Null(await one.Sessions.AddOrGetAsync("s", state, Keep, Token));
        var known = await other.Sessions.AddOrGetAsync("s", StateAt(Noon), Keep, Token);

        Assert.Equal((state.Actor with { Roles = [] }, state.FirstSeen, state.LastSeen), (known!.Actor with { Roles = [] }, known.FirstSeen, known.LastSeen));
        Assert.Equal(state.Origins, known.Origins);
    }

    [Fact]
    public async Task Of_many_that_add_or_end_a_session_at_once_one_is_the_first()
    {
        var (one, other) = await StartTwoAsync();
        await using var first = one;
        await using var second = other;

        var added = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : other).Sessions.AddOrGetAsync("s", StateAt(Noon), Keep, Token).AsTask()));
        var ended = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : other).Sessions.EndAsync("s", Keep, Token).AsTask()));

        Assert.Single(added, static known => known is null);
        Assert.Single(ended, static wasOurs => wasOurs);
    }

    [Fact]
    public async Task A_session_that_ended_is_over_for_who_used_it_and_can_start_anew()
    {
        var (one, other) = await StartTwoAsync();
        await using var first = one;
        await using var second = other;
        await one.Sessions.AddOrGetAsync("s", StateAt(Noon), Keep, Token);
        Assert.True(await other.Sessions.TouchAsync("s", StateAt(Noon.AddMinutes(1)), Keep, Token));

        Assert.True(await one.Sessions.EndAsync("s", Keep, Token));

        Assert.False(await other.Sessions.TouchAsync("s", StateAt(Noon.AddMinutes(2)), Keep, Token));
        Assert.Equal(SessionExpiry.EndedElsewhere, await other.Sessions.ExpireAsync("s", Noon.AddHours(1), Keep, Token));
        Assert.Null(await other.Sessions.AddOrGetAsync("s", StateAt(Noon.AddMinutes(3)), Keep, Token));
        Assert.True(await one.Sessions.TouchAsync("s", StateAt(Noon.AddMinutes(4)), Keep, Token));
    }

    [Fact]
    public async Task A_session_expires_once_and_not_while_another_instance_sees_it()
    {
        var (one, other) = await StartTwoAsync();
        await using var first = one;
        await using var second = other;
        await one.Sessions.AddOrGetAsync("s", StateAt(Noon), Keep, Token);
        await other.Sessions.TouchAsync("s", StateAt(Noon.AddMinutes(5)), Keep, Token);
        // A late word of the first takes nothing back.
        await one.Sessions.TouchAsync("s", StateAt(Noon.AddMinutes(1)), Keep, Token);

        Assert.Equal(SessionExpiry.Alive, await one.Sessions.ExpireAsync("s", Noon.AddMinutes(5), Keep, Token));
        Assert.Equal(SessionExpiry.Ended, await one.Sessions.ExpireAsync("s", Noon.AddMinutes(6), Keep, Token));
        Assert.Equal(SessionExpiry.EndedElsewhere, await other.Sessions.ExpireAsync("s", Noon.AddMinutes(6), Keep, Token));
    }

    [Fact]
    public async Task What_Redis_forgot_is_told_to_it_anew()
    {
        var (one, other) = await StartTwoAsync();
        await using var first = one;
        await using var second = other;

        Assert.True(await one.Sessions.TouchAsync("s", StateAt(Noon), Keep, Token));
        Assert.Equal(Noon, (await other.Sessions.AddOrGetAsync("s", StateAt(Noon.AddMinutes(1)), Keep, Token))!.FirstSeen);
    }

    [Fact]
    public async Task Two_applications_record_one_start_and_one_end()
    {
        var (one, other) = await StartTwoAsync();
        await using var first = one;
        await using var second = other;

        foreach (var instance in new[] { one, other, one, other })
            Assert.Equal(HttpStatusCode.OK, await instance.GetAsync("/", ("X-Session", "s1"), ("User-Agent", "tests")));
        await other.GetAsync("/sign-out", ("X-Session", "s1"), ("User-Agent", "tests"));

        Assert.Equal((1, 0), (one.Log.Of("session.started").Count, other.Log.Of("session.started").Count));
        Assert.Equal((0, 1), (one.Log.Of("session.ended").Count, other.Log.Of("session.ended").Count));
        Assert.Equal(one.Log.Of("session.started")[0].Context.SessionId, other.Log.Of("session.ended")[0].Context.SessionId);
        var firstSeen = other.Log.Of("session.ended")[0].Attributes.Single(static a => a.Name == "first_seen").Value;
        Assert.True(DateTimeOffset.Parse(firstSeen, System.Globalization.CultureInfo.InvariantCulture) <= one.Log.Of("session.started")[0].OccurredAt);
    }

    [Fact]
    public async Task Two_applications_record_one_change_of_address_and_one_expiry()
    {
        var (one, other) = await StartTwoAsync(("Audit:AspNetCore:Sessions:IdleTimeout", "00:00:04"));
        await using var first = one;
        await using var second = other;

        foreach (var agent in new[] { "tests", "others" })
        {
            await other.GetAsync("/", ("X-Session", "s1"), ("User-Agent", agent));
            await one.GetAsync("/", ("X-Session", "s1"), ("User-Agent", agent));
        }

        await Task.WhenAny(one.Log.WaitAsync(static e => e.Action == "session.expired", Token), other.Log.WaitAsync(static e => e.Action == "session.expired", Token));

        Assert.Equal((0, 1), (one.Log.Of("session.changed").Count, other.Log.Of("session.changed").Count));
        Assert.Equal(1, one.Log.Of("session.expired").Count + other.Log.Of("session.expired").Count);
    }

    private static SessionState StateAt(DateTimeOffset lastSeen) => new(new AuditActor(ActorType.User, "alice"), lastSeen, lastSeen, [new SessionOrigin(IPAddress.Loopback, "tests")]);

    private async Task<(Instance One, Instance Other)> StartTwoAsync(params (string Key, string Value)[] settings)
    {
        var prefix = redis.CreatePrefix();
        return (await Instance.StartAsync(redis.ConnectionString, prefix, settings: settings), await Instance.StartAsync(redis.ConnectionString, prefix, settings: settings));
    }
}
