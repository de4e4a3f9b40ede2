using System.Diagnostics.Metrics;
using Audit.ApiKeys.Managing;
using Audit.ApiKeys.Verifying;
using Audit.Redis.Tests.Hosting;
using Audit.Testing.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Redis.Tests.Keys;

public sealed class SharedKeyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_instance_looked_up_another_finds_in_Redis()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var site = new KeySite(server.ConnectionString, "t:");
        var one = await site.StartAsync();
        var other = await site.StartAsync();
        var issued = await KeySite.KeysOf(one).CreateAsync(new NewApiKey("reports", "bob", "acme") { Scopes = ["a", "b"] }, Token);
        using var lookUps = new LookUpMeter(other);

        Assert.Equal(ApiKeyRefusal.None, await KeySite.VerifyAsync(one, issued.Reveal()));
        var verification = await other.Services.GetRequiredService<IApiKeyVerifier>().VerifyAsync(issued.Reveal(), Token);

        Assert.Equal((issued.Info.Id, "reports", "bob", "acme"), (verification.Key!.Id, verification.Key.Name, verification.Key.Owner, verification.Key.TenantId));
        Assert.Equal(["a", "b"], verification.Key.Scopes);
        Assert.Equal(0, lookUps.Count);
    }

    [Fact]
    public async Task A_revocation_reaches_every_instance_within_a_second()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var site = new KeySite(server.ConnectionString, "t:");
        Instance[] all = [await site.StartAsync(), await site.StartAsync(), await site.StartAsync()];
        var issued = await KeySite.KeysOf(all[0]).CreateAsync(new NewApiKey("reports", "bob"), Token);
        foreach (var instance in all)
            Assert.Equal(ApiKeyRefusal.None, await KeySite.VerifyAsync(instance, issued.Reveal()));

        await KeySite.KeysOf(all[0]).RevokeAsync(issued.Info.Id, cancellationToken: Token);
        var began = TimeProvider.System.GetTimestamp();

        foreach (var instance in all)
        {
            while (await KeySite.VerifyAsync(instance, issued.Reveal()) == ApiKeyRefusal.None)
                Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Without_Redis_keys_are_verified_and_a_revocation_is_believed_after_the_unheard_lifetime()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var site = new KeySite(server.ConnectionString, "t:");
        (string, string)[] settings = [("Audit:ApiKeys:UnheardLifetime", "00:00:01"), ("Audit:ApiKeys:Lifetime", "01:00:00")];
        var one = await site.StartAsync(null, settings);
        var other = await site.StartAsync(null, settings);
        var issued = await KeySite.KeysOf(one).CreateAsync(new NewApiKey("reports", "bob"), Token);
        Assert.Equal(ApiKeyRefusal.None, await KeySite.VerifyAsync(other, issued.Reveal()));

        await server.StopAsync();
        await Task.WhenAll(one.Logs.WaitForAsync(Instance.Lost, 1, Token), other.Logs.WaitForAsync(Instance.Lost, 1, Token));
        Assert.True(await KeySite.KeysOf(one).RevokeAsync(issued.Info.Id, cancellationToken: Token));
        Assert.Equal(ApiKeyRefusal.Revoked, await KeySite.VerifyAsync(one, issued.Reveal()));
        var began = TimeProvider.System.GetTimestamp();
        while (await KeySite.VerifyAsync(other, issued.Reveal()) == ApiKeyRefusal.None)
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(3));

        await server.StartAsync();
        await Task.WhenAll(one.Logs.WaitForAsync(Instance.Found, 2, Token), other.Logs.WaitForAsync(Instance.Found, 2, Token));
        Assert.Equal(ApiKeyRefusal.Revoked, await KeySite.VerifyAsync(other, issued.Reveal()));
    }

    [Fact]
    public async Task What_others_wrote_into_Redis_before_this_instance_listened_is_not_believed_for_long()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var site = new KeySite(server.ConnectionString, "t:");
        var one = await site.StartAsync();
        var issued = await KeySite.KeysOf(one).CreateAsync(new NewApiKey("reports", "bob"), Token);
        Assert.Equal(ApiKeyRefusal.None, await KeySite.VerifyAsync(one, issued.Reveal()));

        var late = await site.StartAsync(null, ("Audit:ApiKeys:UnheardLifetime", "00:00:00"));
        using var lookUps = new LookUpMeter(late);

        Assert.Equal(ApiKeyRefusal.None, await KeySite.VerifyAsync(late, issued.Reveal()));
        Assert.Equal(ApiKeyRefusal.None, await KeySite.VerifyAsync(late, issued.Reveal()));
        Assert.Equal(1, lookUps.Count);
    }

    /// <summary>Counts how often an instance asks the database.</summary>
    private sealed class LookUpMeter : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _count;

        public LookUpMeter(Instance instance)
        {
            var meters = instance.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "audit.api_keys.lookups" && ReferenceEquals(instrument.Meter.Scope, meters))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, measurement, _, _) => Interlocked.Add(ref _count, measurement));
            _listener.Start();
        }

        public long Count => Interlocked.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
