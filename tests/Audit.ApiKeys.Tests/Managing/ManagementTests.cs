using Audit.ApiKeys.Managing;
using Audit.ApiKeys.Tests.Hosting;
using Audit.ApiKeys.Usage;
using Audit.ApiKeys.Verifying;
using Audit.Context;
using Audit.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.ApiKeys.Tests.Managing;

public sealed class ManagementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_step_is_recorded_in_the_name_of_who_takes_it()
    {
        await using var host = await KeyHost.StartAsync(null, null, null, ("Audit:ApiKeys:AllowImported", "true"));
        using var admin = AuditContext.Push(AuditContext.Background with { Actor = new AuditActor(ActorType.User, "admin") });

        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob", "acme") { Scopes = ["a", "b"], ExpiresAt = host.Time.GetUtcNow().AddDays(1) }, Token);
        var successor = await host.Keys.RotateAsync(issued.Info.Id, TimeSpan.FromHours(1), Token);
        await host.Keys.RevokeAsync(successor!.Info.Id, "lost laptop", Token);
        await host.Keys.ImportAsync(new ImportedApiKey("key-carol-1", new string('a', 64), "old", "carol"), Token);
        await host.Keys.ListAsync(cancellationToken: Token);
        await host.Keys.RevokeAsync("none", cancellationToken: Token);

        Assert.Equal(
            ["api_key.created", "api_key.rotated", "api_key.revoked", "api_key.imported", "api_key.listed", "api_key.revoked"],
            host.Log.Events.Where(static e => e.Category == EventCategory.Access).Select(static e => e.Action));
        Assert.All(host.Log.Events, static e => Assert.Equal("admin", e.Context.Actor.Id));
        Assert.Equal(
            ["target.id", "target.name", "target.owner", "target.tenant", "target.scopes", "target.expires"], host.Log.Of("api_key.created")[0].Attributes.Select(static a => a.Name));
        Assert.Contains(new AuditAttribute("successor.id", successor.Info.Id), host.Log.Of("api_key.rotated")[0].Attributes);
        Assert.Contains(new AuditAttribute("reason", "lost laptop"), host.Log.Of("api_key.revoked")[0].Attributes);
        Assert.Equal([Outcome.Succeeded, Outcome.Failed], host.Log.Of("api_key.revoked").Select(static e => e.Outcome));
    }

    [Fact]
    public async Task A_step_that_the_database_refuses_is_recorded_as_failed()
    {
        await using var host = await KeyHost.StartAsync();
        await using (var scope = host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<KeyContext>().Database.ExecuteSqlRawAsync("DROP TABLE AuditApiKeys", Token);

        await Assert.ThrowsAnyAsync<Exception>(() => host.CreateAsync());

        var failed = Assert.Single(host.Log.Of("api_key.created"));
        Assert.Equal((Outcome.Failed, "SqliteException"), (failed.Outcome, failed.ErrorCode));
    }

    [Fact]
    public async Task A_replaced_key_is_accepted_during_the_overlap_and_no_longer()
    {
        await using var host = await KeyHost.StartAsync();
        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob", "acme") { Scopes = ["a"] }, Token);
        Assert.Equal(ApiKeyRefusal.None, await host.VerifyAsync(issued.Reveal()));

        var successor = await host.Keys.RotateAsync(issued.Info.Id, TimeSpan.FromMinutes(1), Token);

        Assert.Equal(("reports", "bob", "acme", "a"), (successor!.Info.Name, successor.Info.Owner, successor.Info.TenantId, Assert.Single(successor.Info.Scopes)));
        Assert.NotEqual(issued.Reveal(), successor.Reveal());
        Assert.Equal(ApiKeyRefusal.None, await host.VerifyAsync(issued.Reveal()));
        host.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(ApiKeyRefusal.None, await host.VerifyAsync(issued.Reveal()));
        Assert.Equal(ApiKeyRefusal.None, await host.VerifyAsync(successor.Reveal()));
        Assert.Null(await host.Keys.RotateAsync(issued.Info.Id, TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task Of_many_who_replace_or_revoke_a_key_at_once_one_succeeds()
    {
        await using var host = await KeyHost.StartAsync();
        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob"), Token);

        var rotations = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => host.Keys.RotateAsync(issued.Info.Id, TimeSpan.Zero, Token), Token)));
        var successor = Assert.Single(rotations, static rotation => rotation is not null)!;
        var revocations = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => host.Keys.RevokeAsync(successor.Info.Id, cancellationToken: Token), Token)));

        Assert.Single(revocations, static revoked => revoked);
        Assert.Equal(2, (await host.Keys.ListAsync("bob", Token)).Count);
    }

    [Fact]
    public async Task An_imported_key_keeps_its_id_and_its_form()
    {
        await using var host = await KeyHost.StartAsync(null, null, null, ("Audit:ApiKeys:AllowImported", "true"));
        const string Key = "a key of an older system, 1f0b7c";
        Assert.Equal(ApiKeyRefusal.Unknown, await host.VerifyAsync(Key));

        var import = new ImportedApiKey("key-carol-1", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Key))), "old", "carol");
        Assert.True(await host.Keys.ImportAsync(import, Token));
        Assert.False(await host.Keys.ImportAsync(import, Token));

        Assert.Equal("key-carol-1", (await host.Verifier.VerifyAsync(Key, Token)).KeyId);
        Assert.True(Assert.Single(await host.Keys.ListAsync("carol", Token)).IsImported);
    }

    [Fact]
    public async Task Keys_of_elsewhere_are_taken_on_request_only()
    {
        await using var host = await KeyHost.StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Keys.ImportAsync(new ImportedApiKey("k", new string('a', 64), "old", "carol"), Token));
    }

    [Theory]
    [InlineData("", "bob", "a")]
    [InlineData("n", " ", "a")]
    [InlineData("n", "bob", "a b")]
    [InlineData("n", "bob", "")]
    public async Task Values_that_are_not_allowed_are_refused(string name, string owner, string scope)
    {
        await using var host = await KeyHost.StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Keys.CreateAsync(new NewApiKey(name, owner) { Scopes = [scope] }, Token));
    }

    [Fact]
    public async Task The_last_use_is_written_in_one_statement_from_time_to_time_and_at_the_end()
    {
        using var database = new KeyDatabase();
        await using var host = await KeyHost.StartAsync(database);
        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob"), Token);
        var other = await host.Keys.CreateAsync(new NewApiKey("imports", "bob"), Token);
        for (var i = 0; i < 100; i++)
            Assert.Equal(ApiKeyRefusal.None, await host.VerifyAsync(i % 2 == 0 ? issued.Reveal() : other.Reveal()));
        Assert.All(await host.Keys.ListAsync(cancellationToken: Token), static key => Assert.Null(key.LastUsedAt));

        var writer = host.Services.GetRequiredService<KeyUseWriter>();
        await writer.WriteAsync(Token);
        var first = host.Time.GetUtcNow();
        Assert.All(await host.Keys.ListAsync(cancellationToken: Token), key => Assert.Equal(first, key.LastUsedAt));

        host.Time.Advance(TimeSpan.FromSeconds(7));
        await host.VerifyAsync(issued.Reveal());
        await host.StopAsync();
        Assert.Equal([first.AddSeconds(7), first], (await host.Keys.ListAsync(cancellationToken: Token)).OrderByDescending(static key => key.Name).Select(static key => key.LastUsedAt!.Value));
    }

    [Fact]
    public async Task A_use_that_could_not_be_written_is_written_later()
    {
        await using var host = await KeyHost.StartAsync();
        var key = await host.CreateAsync();
        await host.VerifyAsync(key);
        var writer = host.Services.GetRequiredService<KeyUseWriter>();

        await writer.WriteAsync(new CancellationToken(canceled: true));
        Assert.Null(Assert.Single(await host.Keys.ListAsync(cancellationToken: Token)).LastUsedAt);
        await writer.WriteAsync(Token);
        Assert.NotNull(Assert.Single(await host.Keys.ListAsync(cancellationToken: Token)).LastUsedAt);
    }

    [Fact]
    public async Task A_context_without_the_table_is_told_what_it_lacks()
    {
        await using var host = await KeyHost.StartAsync(configure: static builder =>
        {
            builder.Services.Remove(builder.Services.Single(static service => service.ServiceType == typeof(Audit.ApiKeys.Storing.IApiKeyTable)));
            builder.Services.AddDbContext<BareContext>(static options => options.UseSqlite("Data Source=:memory:"));
            builder.Services.AddSingleton<Audit.ApiKeys.Storing.IApiKeyTable, Audit.ApiKeys.Storing.ApiKeyTable<BareContext>>();
        });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.CreateAsync());
        Assert.Contains("AddAuditApiKeys", exception.Message, StringComparison.Ordinal);
    }

    private sealed class BareContext(DbContextOptions<BareContext> options) : DbContext(options);
}
