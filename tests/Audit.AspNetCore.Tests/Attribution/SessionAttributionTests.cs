using System.Security.Cryptography;
using Audit.AspNetCore.Attribution;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Tests.Attribution;

public sealed class SessionAttributionTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    public async Task Requests_of_a_session_share_an_id_that_is_not_the_sessions_own()
    {
        await using var host = await AttributionHost.StartAsync();
        using var client = host.CreateClient();
        var first = await AttributionHost.SignInAsync(client, "alice", "session-1");
        var second = await AttributionHost.SignInAsync(client, "alice", "session-2");

        foreach (var cookie in new[] { first, first, second })
            await AttributionHost.GetAsync(client, "/items/7", ("Cookie", cookie));

        var ids = host.Log.Events.Select(e => e.Context.SessionId!).ToArray();
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
        // Nor what anybody could compute from it.
        Assert.DoesNotContain(ids[0], Convert.ToHexStringLower(SHA256.HashData("session-1"u8)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_key_gives_the_same_id_in_every_process()
    {
        await using var host = await AttributionHost.StartAsync(new() { ["Audit:AspNetCore:SessionKey"] = Convert.ToBase64String(Key) });
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/items/7", ("Cookie", await AttributionHost.SignInAsync(client, "alice", "session-1")));

        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Key, "session-1"u8))[..32], host.Log.Single.Context.SessionId);
    }

    [Fact]
    public void Without_a_key_every_process_has_ids_of_its_own()
    {
        var one = new SessionHasher(Options.Create(new AuditAspNetCoreOptions()), NullLogger<SessionHasher>.Instance);
        var other = new SessionHasher(Options.Create(new AuditAspNetCoreOptions()), NullLogger<SessionHasher>.Instance);

        Assert.Equal(one.Hash("session-1"), one.Hash("session-1"));
        Assert.NotEqual(one.Hash("session-1"), other.Hash("session-1"));
    }

    [Fact]
    public void A_session_id_of_any_length_is_hashed_whole()
    {
        var options = Options.Create(new AuditAspNetCoreOptions { SessionKey = Convert.ToBase64String(Key) });
        var hasher = new SessionHasher(options, NullLogger<SessionHasher>.Instance);
        var text = new string('ä', 5_000);

        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Key, System.Text.Encoding.UTF8.GetBytes(text)))[..32], hasher.Hash(text));
        Assert.NotEqual(hasher.Hash(text), hasher.Hash(text + "x"));
    }

    [Fact]
    public async Task The_session_of_the_framework_counts_when_asked_for_and_once_it_holds_something()
    {
        await using var host = await AttributionHost.StartAsync(
            new() { ["Audit:AspNetCore:UseSession"] = "true" },
            static builder => builder.Services.AddDistributedMemoryCache().AddSession(),
            static app =>
            {
                app.UseSession();
                app.Use(static async (context, next) =>
                {
                    await next(context);
                    if (context.Request.Query.ContainsKey("fill"))
                        context.Session.SetString("cart", "full");
                });
            });
        using var client = host.CreateClient();

        using var fill = await client.GetAsync(new Uri("/items/1?fill=1", UriKind.Relative), TestContext.Current.CancellationToken);
        var cookie = Assert.Single(fill.Headers.GetValues("Set-Cookie")).Split(';')[0];
        await AttributionHost.GetAsync(client, "/items/2", ("Cookie", cookie));
        await AttributionHost.GetAsync(client, "/items/3", ("Cookie", cookie));
        await AttributionHost.GetAsync(client, "/items/4");

        var ids = host.Log.Events.Select(e => e.Context.SessionId).ToArray();
        Assert.Null(ids[0]);
        Assert.NotNull(ids[1]);
        Assert.Equal(ids[1], ids[2]);
        Assert.Null(ids[3]);
    }

    [Fact]
    public async Task A_session_that_cannot_be_loaded_does_not_fail_the_request()
    {
        await using var host = await AttributionHost.StartAsync(
            new() { ["Audit:AspNetCore:UseSession"] = "true" },
            null,
            static app => app.Use(static (context, next) =>
            {
                context.Features.Set<Microsoft.AspNetCore.Http.Features.ISessionFeature>(new BrokenSession());
                return next(context);
            }));
        using var client = host.CreateClient();

        await AttributionHost.GetAsync(client, "/items/7");

        Assert.Null(host.Log.Single.Context.SessionId);
        Assert.Equal("/items/{id:int}", host.Log.Single.Context.HttpRoute);
    }

    private sealed class BrokenSession : Microsoft.AspNetCore.Http.Features.ISessionFeature, ISession
    {
        public ISession Session { get => this; set => throw new NotSupportedException(); }

        public bool IsAvailable => false;

        public string Id => throw new NotSupportedException();

        public IEnumerable<string> Keys => throw new NotSupportedException();

        public Task LoadAsync(CancellationToken cancellationToken = default) => Task.FromException(new IOException("the cache is away"));

        public Task CommitAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? value) => throw new NotSupportedException();

        public void Set(string key, byte[] value) => throw new NotSupportedException();

        public void Remove(string key) => throw new NotSupportedException();

        public void Clear() => throw new NotSupportedException();
    }
}
