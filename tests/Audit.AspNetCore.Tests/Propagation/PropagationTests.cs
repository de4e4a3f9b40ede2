using System.Security.Cryptography;
using Audit.AspNetCore.Propagation;
using Audit.AspNetCore.Tests.Attribution;
using Audit.Context;
using Audit.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Audit.AspNetCore.Tests.Propagation;

/// <summary>Two applications on real connections.</summary>
public sealed class PropagationTests
{
    private static readonly string Old = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly string New = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public async Task A_signed_context_is_believed_by_another_host()
    {
        await using var back = await StartAsync(("k1", Old));
        await using var front = await StartFrontAsync(back.Address, ("k1", Old));
        using var client = new HttpClient { BaseAddress = front.Address };

        await AttributionHost.GetAsync(client, "/ask", ("X-Api-Key", AttributionHost.RawKey));

        var context = back.Log.Single.Context;
        Assert.Equal(("bob", "key-bob-1"), (context.Actor.Id, context.ApiKeyId));
        Assert.Contains(context.Attributes, static a => a.Name == "via.application");
    }

    [Fact]
    public async Task A_host_that_did_not_opt_in_believes_nothing()
    {
        await using var back = await AttributionHost.StartAsync(onKestrel: true);
        await using var front = await StartFrontAsync(back.Address, ("k1", Old));
        using var client = new HttpClient { BaseAddress = front.Address };

        await AttributionHost.GetAsync(client, "/ask", ("X-Api-Key", AttributionHost.RawKey));

        Assert.Equal(AuditActor.Anonymous, back.Log.Single.Context.Actor);
        Assert.Empty(back.Log.Single.Context.Attributes);
    }

    [Fact]
    public async Task A_new_key_takes_over_while_both_are_known()
    {
        await using var back = await StartAsync(("k1", Old), ("k2", New));
        await using var before = await StartFrontAsync(back.Address, ("k1", Old));
        await using var after = await StartFrontAsync(back.Address, ("k2", New), ("k1", Old));
        foreach (var front in new[] { before, after })
        {
            using var client = new HttpClient { BaseAddress = front.Address };
            await AttributionHost.GetAsync(client, "/ask", ("X-Api-Key", AttributionHost.RawKey));
        }

        Assert.Equal(["bob", "bob"], back.Log.Events.Select(static e => e.Context.Actor.Id));
    }

    [Theory]
    [InlineData("forged", PropagationRefusal.WrongSignature)]
    [InlineData("wrong key", PropagationRefusal.WrongSignature)]
    [InlineData("unknown key", PropagationRefusal.UnknownKey)]
    [InlineData("expired", PropagationRefusal.Expired)]
    [InlineData("from the future", PropagationRefusal.FromTheFuture)]
    [InlineData("oversized", PropagationRefusal.Oversized)]
    [InlineData("twice", PropagationRefusal.Oversized)]
    [InlineData("unsigned", PropagationRefusal.Malformed)]
    public async Task What_is_not_to_be_believed_is_ignored_and_noted(string what, PropagationRefusal refusal)
    {
        await using var back = await StartAsync(("k1", Old));
        using var client = new HttpClient { BaseAddress = back.Address };
        var signed = Sign(what == "unknown key" ? "k9" : "k1", what == "wrong key" ? New : Old);
        var value = what switch
        {
            "forged" => Forge(signed),
            "oversized" => signed + new string('A', AuditPropagator.MaxBytes),
            "twice" => $"{signed}, audit={signed}",
            "unsigned" => "alice",
            _ => signed,
        };
        _time.Advance(what switch
        {
            "expired" => TimeSpan.FromSeconds(30) + TimeSpan.FromMilliseconds(1),
            _ => TimeSpan.FromSeconds(30),
        });
        if (what == "from the future")
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            value = Sign("k1", Old);
            _time.AdjustTime(_time.GetUtcNow() - TimeSpan.FromSeconds(6));
        }

        await AttributionHost.GetAsync(client, "/items/1", ("baggage", $"other=1, audit={value}"));

        Assert.Equal(AuditActor.Anonymous, back.Log.Single.Context.Actor);
        Assert.Equal([new AuditAttribute("propagation.refused", refusal.ToString())], back.Log.Single.Context.Attributes);
    }

    [Fact]
    public async Task It_is_believed_until_its_last_moment_and_who_asks_is_kept()
    {
        await using var back = await StartAsync(("k1", Old));
        using var client = new HttpClient { BaseAddress = back.Address };
        var signed = Sign("k1", Old);
        _time.Advance(TimeSpan.FromSeconds(30));

        await AttributionHost.GetAsync(client, "/items/1", ("baggage", $"audit={signed};p=1"), ("X-Api-Key", AttributionHost.RawKey));

        var context = back.Log.Single.Context;
        Assert.Equal(new AuditActor(ActorType.User, "alice", "Alice", "acme", "staff"), context.Actor);
        Assert.Contains(new AuditAttribute("via.actor", "bob"), context.Attributes);
    }

    [Fact]
    public async Task Propagation_without_a_key_fails_the_start()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync());
        Assert.Contains("Audit:AspNetCore:Propagation:Keys is empty", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Another actor under the signature of the first.</summary>
    private static string Forge(string signed)
    {
        var parts = signed.Split('.');
        var middle = parts[1].Length / 2;
        parts[1] = parts[1][..middle] + (parts[1][middle] == 'A' ? 'B' : 'A') + parts[1][(middle + 1)..];
        return string.Join('.', parts);
    }

    private string Sign(string id, string key)
    {
        using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<Microsoft.Extensions.Hosting.IHostEnvironment>(new Microsoft.Extensions.Hosting.Internal.HostingEnvironment { ApplicationName = "front" })
            .AddSingleton<AuditPropagator>()
            .Configure<AuditPropagationOptions>(options => options.Keys.Add(new AuditPropagationKey { Id = id, Key = key }))
            .BuildServiceProvider();
        using var scope = AuditContext.Push(AuditContext.Background with { Actor = new AuditActor(ActorType.User, "alice", "Alice", "acme", "staff") });
        return services.GetRequiredService<AuditPropagator>().Write()!;
    }

    private static Dictionary<string, string?> Settings((string Id, string Key)[] keys)
    {
        var settings = new Dictionary<string, string?>();
        for (var i = 0; i < keys.Length; i++)
        {
            settings[$"Audit:AspNetCore:Propagation:Keys:{i}:Id"] = keys[i].Id;
            settings[$"Audit:AspNetCore:Propagation:Keys:{i}:Key"] = keys[i].Key;
        }

        return settings;
    }

    private Task<AttributionHost> StartAsync(params (string Id, string Key)[] keys) => AttributionHost.StartAsync(
        Settings(keys),
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.Services.AddAudit().AddPropagation();
        },
        onKestrel: true);

    private Task<AttributionHost> StartFrontAsync(Uri back, params (string Id, string Key)[] keys) => AttributionHost.StartAsync(
        Settings(keys),
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.Services.AddAudit().AddPropagation();
            builder.Services.AddHttpClient("back", client => client.BaseAddress = back).AddAuditPropagation();
        },
        static app => app.MapGet("/ask", static async (IHttpClientFactory clients) =>
        {
            using var client = clients.CreateClient("back");
            using var response = await client.GetAsync(new Uri("/items/1", UriKind.Relative));
            response.EnsureSuccessStatusCode();
        }),
        onKestrel: true);
}
