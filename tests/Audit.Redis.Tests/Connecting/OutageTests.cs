using System.Collections.Concurrent;
using Audit.AspNetCore.Sessions;
using Audit.Context;
using Audit.Redis.Tests.Hosting;
using Audit.Testing.Redis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Audit.Redis.Tests.Connecting;

/// <summary>Redis goes away and comes back.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);
    private static readonly SessionState State = new(AuditActor.Anonymous, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, []);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_starts_without_Redis_and_finds_it_when_it_comes()
    {
        await using var server = new RedisServer();
        var began = TimeProvider.System.GetTimestamp();
        await using var instance = await Instance.StartAsync(server.ConnectionString, "t:");
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Null(instance.Messages.ListeningSince);
        Assert.Null(await instance.Sessions.AddOrGetAsync("s", State, Keep, Token));
        Assert.Equal(HealthStatus.Degraded, (await instance.HealthAsync()).Status);

        await server.StartAsync();
        await instance.Logs.WaitForAsync(Instance.Found, 1, Token);

        Assert.Equal(HealthStatus.Healthy, (await instance.HealthAsync()).Status);
        Assert.NotNull(instance.Messages.ListeningSince);
        Assert.Null(await instance.Sessions.AddOrGetAsync("s", State, Keep, Token));
        Assert.NotNull(await instance.Sessions.AddOrGetAsync("s", State, Keep, Token));
    }

    [Fact]
    public async Task While_Redis_is_away_one_warning_is_told_and_nothing_fails_or_waits()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var instance = await Instance.StartAsync(server.ConnectionString, "t:");
        Assert.Equal(HealthStatus.Healthy, (await instance.HealthAsync()).Status);

        await server.StopAsync();
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(await instance.Sessions.AddOrGetAsync("s", State, Keep, Token));
            Assert.True(await instance.Sessions.TouchAsync("s", State, Keep, Token));
            Assert.Equal(SessionExpiry.Ended, await instance.Sessions.ExpireAsync("s", DateTimeOffset.UnixEpoch, Keep, Token));
            Assert.Null(await instance.Cache.GetAsync("k", Token));
            await instance.Cache.SetAsync("k", [1], Token);
        }

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Null(instance.Messages.ListeningSince);
        Assert.Equal(1, instance.Logs.CountFrom(LogLevel.Warning));
        Assert.Equal(1, instance.Logs.Count(Instance.Lost));
        Assert.Equal(HealthStatus.Degraded, (await instance.HealthAsync()).Status);
    }

    [Fact]
    public async Task A_Redis_that_hangs_holds_up_at_most_those_who_ask_before_it_is_noticed()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var instance = await Instance.StartAsync(server.ConnectionString, "t:", settings: ("Audit:Redis:Timeout", "00:00:00.200"));

        await server.FreezeAsync();
        try
        {
            var began = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => instance.Sessions.AddOrGetAsync("s", State, Keep, Token).AsTask()));
            for (var i = 0; i < 100; i++)
                await instance.Sessions.AddOrGetAsync("s", State, Keep, Token);
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
            Assert.Equal(1, instance.Logs.Count(Instance.Lost));
        }
        finally
        {
            await server.ThawAsync();
        }

        await instance.Logs.WaitForAsync(Instance.Found, 2, Token);
    }

    [Fact]
    public async Task What_was_told_and_ended_meanwhile_reaches_the_others_when_Redis_is_back()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var one = await Instance.StartAsync(server.ConnectionString, "t:");
        await using var other = await Instance.StartAsync(server.ConnectionString, "t:");
        var heard = new ConcurrentQueue<string>();
        var isHeard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        other.Messages.Subscribe("topic", message =>
        {
            heard.Enqueue(message);
            isHeard.TrySetResult();
        });
        var before = other.Messages.ListeningSince;
        Assert.True(await one.Messages.PublishAsync("topic", "a\nmessage of two lines", Token));
        await isHeard.Task.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System, Token);
        await one.Cache.SetAsync("removed", [1], Token);

        await server.StopAsync();
        await Task.WhenAll(one.Logs.WaitForAsync(Instance.Lost, 1, Token), other.Logs.WaitForAsync(Instance.Lost, 1, Token));
        isHeard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.False(await one.Messages.PublishAsync("topic", "later", Token));
        Assert.True(await one.Sessions.EndAsync("s", Keep, Token));
        await one.Cache.RemoveAsync("removed", Token);
        Assert.Equal(3, (int)(await one.HealthAsync()).Data["waiting"]);

        await server.StartAsync();
        await Task.WhenAll(one.Logs.WaitForAsync(Instance.Found, 2, Token), other.Logs.WaitForAsync(Instance.Found, 2, Token));
        Assert.False(await other.Sessions.TouchAsync("s", State, Keep, Token));
        Assert.True(other.Messages.ListeningSince > before);
        Assert.Equal(0, (int)(await one.HealthAsync()).Data["waiting"]);
        Assert.Equal((1, 1), (one.Logs.Count(Instance.Lost), other.Logs.Count(Instance.Lost)));
    }

    [Fact]
    public async Task A_Redis_that_comes_back_empty_is_told_of_every_session_at_once()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var one = await Instance.StartAsync(server.ConnectionString, "t:");
        await one.GetAsync("/", ("X-Session", "s1"), ("User-Agent", "tests"));
        var id = one.Log.Of("session.started")[0].Context.SessionId!;
        await server.StopAsync();
        await one.Logs.WaitForAsync(Instance.Lost, 1, Token);
        await server.StartAsync();
        await one.Logs.WaitForAsync(Instance.Found, 2, Token);

        await using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var began = TimeProvider.System.GetTimestamp();
        while (!await connection.GetDatabase().KeyExistsAsync($"t:session:{id}"))
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task What_is_removed_while_Redis_is_away_is_removed_when_it_is_back()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var instance = await Instance.StartAsync(server.ConnectionString, "t:", settings: ("Audit:Redis:Timeout", "00:00:00.200"));
        await instance.Cache.SetAsync("kept", [1], Token);
        await instance.Cache.SetAsync("removed", [1], Token);

        // Frozen, it loses nothing of what it holds.
        await server.FreezeAsync();
        await instance.Cache.RemoveAsync("removed", Token);
        await server.ThawAsync();
        await instance.Logs.WaitForAsync(Instance.Found, 2, Token);

        Assert.NotNull(await instance.Cache.GetAsync("kept", Token));
        Assert.Null(await instance.Cache.GetAsync("removed", Token));
    }
}
