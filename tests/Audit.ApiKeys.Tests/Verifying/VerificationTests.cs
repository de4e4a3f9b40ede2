using Audit.ApiKeys.Managing;
using Audit.ApiKeys.Tests.Hosting;
using Audit.ApiKeys.Verifying;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.ApiKeys.Tests.Verifying;

public sealed class VerificationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_created_key_is_accepted_with_all_that_is_known_of_it()
    {
        await using var host = await KeyHost.StartAsync();
        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob", "acme") { Scopes = ["orders:read", "orders:write"] }, Token);

        for (var i = 0; i < 2; i++)
        {
            var verification = await host.Verifier.VerifyAsync(issued.Reveal(), Token);

            Assert.Equal((ApiKeyRefusal.None, issued.Info.Id), (verification.Refusal, verification.KeyId));
            var key = verification.Key!;
            Assert.Equal((issued.Info.Id, "reports", "bob", "acme"), (key.Id, key.Name, key.Owner, key.TenantId));
            Assert.Equal(["orders:read", "orders:write"], key.Scopes);
        }
    }

    [Fact]
    public async Task Many_requests_at_once_ask_the_database_once()
    {
        await using var host = await KeyHost.StartAsync();
        var key = await host.CreateAsync();

        var held = host.LookUps.Hold();
        var verifications = Enumerable.Range(0, 200).Select(_ => Task.Run(() => host.VerifyAsync(key), Token)).ToArray();
        await held;
        host.LookUps.Release();

        Assert.All(await Task.WhenAll(verifications), static refusal => Assert.Equal(ApiKeyRefusal.None, refusal));
        Assert.Equal(1, host.LookUps.Count);
    }

    [Fact]
    public async Task A_key_is_believed_for_its_lifetime_while_revocations_are_heard_of_and_shortly_otherwise()
    {
        var messages = new LoopMessages();
        await using var host = await KeyHost.StartAsync(configure: builder => builder.Services.AddSingleton<Audit.AspNetCore.Sharing.IInstanceMessages>(messages));
        var key = await host.CreateAsync();

        messages.ListeningSince = host.Time.GetUtcNow();
        await ExpectAsync((0, 1), (299, 1), (1, 2));
        messages.ListeningSince = null;
        await ExpectAsync((9, 2), (1, 3));
        // What was learned before it listened again may miss a revocation.
        host.Time.Advance(TimeSpan.FromSeconds(1));
        messages.ListeningSince = host.Time.GetUtcNow();
        await ExpectAsync((8, 3), (1, 4), (200, 4));

        async Task ExpectAsync(params (int Seconds, int LookUps)[] steps)
        {
            foreach (var (seconds, lookUps) in steps)
            {
                host.Time.Advance(TimeSpan.FromSeconds(seconds));
                Assert.Equal(ApiKeyRefusal.None, await host.VerifyAsync(key));
                Assert.Equal(lookUps, host.LookUps.Count);
            }
        }
    }

    [Fact]
    public async Task A_key_is_refused_from_its_end_on_although_it_is_cached()
    {
        await using var host = await KeyHost.StartAsync(null, null, null, ("Audit:ApiKeys:UnheardLifetime", "00:05:00"));
        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob") { ExpiresAt = host.Time.GetUtcNow().AddMinutes(1) }, Token);
        Assert.Equal(ApiKeyRefusal.None, await host.VerifyAsync(issued.Reveal()));

        host.Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.Equal(ApiKeyRefusal.None, await host.VerifyAsync(issued.Reveal()));
        host.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(ApiKeyRefusal.Expired, await host.VerifyAsync(issued.Reveal()));
        Assert.Equal(1, host.LookUps.Count);
    }

    [Fact]
    public async Task A_look_up_that_is_under_way_does_not_bring_a_revoked_key_back()
    {
        var messages = new LoopMessages { ListeningSince = DateTimeOffset.UnixEpoch };
        using var database = new KeyDatabase();
        await using var one = await KeyHost.StartAsync(database, Share);
        await using var other = await KeyHost.StartAsync(database, Share);
        var issued = await one.Keys.CreateAsync(new NewApiKey("reports", "bob"), Token);

        var held = other.LookUps.Hold();
        var underWay = Task.Run(() => other.VerifyAsync(issued.Reveal()), Token);
        await held;
        // The clock of the instance that revokes is fast.
        one.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await one.Keys.RevokeAsync(issued.Info.Id, cancellationToken: Token));
        other.LookUps.Release();

        Assert.Equal(ApiKeyRefusal.Revoked, await underWay);
        Assert.Equal(ApiKeyRefusal.Revoked, await other.VerifyAsync(issued.Reveal()));
        Assert.Equal(ApiKeyRefusal.Revoked, await one.VerifyAsync(issued.Reveal()));

        void Share(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) => builder.Services.AddSingleton<Audit.AspNetCore.Sharing.IInstanceMessages>(messages);
    }

    [Fact]
    public async Task Ends_are_remembered_for_as_long_as_a_cache_may_hold_the_key()
    {
        await using var host = await KeyHost.StartAsync();
        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob"), Token);
        await host.Keys.RevokeAsync(issued.Info.Id, cancellationToken: Token);
        var ended = host.Services.GetRequiredService<EndedKeys>();

        host.Time.Advance(TimeSpan.FromMinutes(6));
        ended.Forget();
        Assert.Equal(1, ended.Count);
        host.Time.Advance(TimeSpan.FromMinutes(2));
        ended.Forget();
        Assert.Equal(0, ended.Count);
    }

    [Fact]
    public async Task What_does_not_look_like_a_key_is_refused_without_the_database()
    {
        await using var host = await KeyHost.StartAsync();
        var key = await host.CreateAsync();
        string[] others = ["", "x", new('x', 10_000), key[..^1], key + "0", key.ToUpperInvariant(), key.Replace("apikey_", "apikeY_", StringComparison.Ordinal), Mistyped(key), "ключ_" + key[7..]];

        foreach (var other in others)
            Assert.Equal(ApiKeyRefusal.Malformed, await host.VerifyAsync(other));
        Assert.Equal(0, host.LookUps.Count);
    }

    [Fact]
    public async Task Guessing_fills_no_memory_and_displaces_no_key()
    {
        const int Most = 500;
        await using var host = await KeyHost.StartAsync(null, null, null, ("Audit:ApiKeys:MaxRefusals", "500"));
        var key = await host.CreateAsync();
        Assert.Equal(ApiKeyRefusal.None, await host.VerifyAsync(key));
        var refused = host.Services.GetRequiredService<RefusedKeys>();
        var memory = (MemoryCache)host.Services.GetRequiredService<IMemoryCache>();
        var before = memory.Count;
        var format = host.Services.GetRequiredService<Audit.ApiKeys.Keys.ApiKeyFormat>();

        var guesses = Enumerable.Range(0, Most * 4).Select(_ => format.Create("aaaaaaaaaaaa")).ToArray();
        await Parallel.ForEachAsync(guesses, Token, async (guess, _) => Assert.Equal(ApiKeyRefusal.Unknown, await host.VerifyAsync(guess)));

        Assert.InRange(refused.Count, 1, Most);
        Assert.Equal(before, memory.Count);
        var lookUps = host.LookUps.Count;
        Assert.Equal(ApiKeyRefusal.None, await host.VerifyAsync(key));
        Assert.Equal(lookUps, host.LookUps.Count);
    }

    [Fact]
    public async Task A_refusal_is_remembered_shortly()
    {
        await using var host = await KeyHost.StartAsync();
        var guess = host.Services.GetRequiredService<Audit.ApiKeys.Keys.ApiKeyFormat>().Create("aaaaaaaaaaaa");

        for (var i = 0; i < 10; i++)
            Assert.Equal(ApiKeyRefusal.Unknown, await host.VerifyAsync(guess));
        Assert.Equal(1, host.LookUps.Count);
        host.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(ApiKeyRefusal.Unknown, await host.VerifyAsync(guess));
        Assert.Equal(2, host.LookUps.Count);
    }

    private static string Mistyped(string key) => string.Concat(key.AsSpan(0, 25), key[25] == 'a' ? "b" : "a", key.AsSpan(26));
}
