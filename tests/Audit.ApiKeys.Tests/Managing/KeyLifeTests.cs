using Audit.ApiKeys.Managing;
using Audit.ApiKeys.Tests.Hosting;
using Audit.ApiKeys.Usage;
using Audit.ApiKeys.Verifying;
using Audit.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.ApiKeys.Tests.Managing;

public sealed class SqliteKeyLifeTests : KeyLifeTests
{
    private protected override KeyDatabase CreateDatabase() => new();
}

public sealed class PostgresKeyLifeTests(PostgresFixture postgres) : KeyLifeTests
{
    private protected override KeyDatabase CreateDatabase() => new(postgres.CreateConnectionString());
}

/// <summary>A key lives on each database as it does on the others.</summary>
public abstract class KeyLifeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract KeyDatabase CreateDatabase();

    [Fact]
    public async Task A_key_is_made_used_replaced_and_revoked()
    {
        using var database = CreateDatabase();
        await using var host = await KeyHost.StartAsync(database);
        var began = host.Time.GetUtcNow();
        var issued = await host.Keys.CreateAsync(new NewApiKey("reports", "bob", "acme") { Scopes = ["a", "b"], ExpiresAt = began.AddDays(1).AddTicks(10) }, Token);
        Assert.Equal(ApiKeyRefusal.None, await host.VerifyAsync(issued.Reveal()));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.Services.GetRequiredService<KeyUseWriter>().WriteAsync(Token);
        var successor = await host.Keys.RotateAsync(issued.Info.Id, TimeSpan.FromHours(1), Token);
        Assert.True(await host.Keys.RevokeAsync(successor!.Info.Id, cancellationToken: Token));

        // Another instance knows it from the database alone.
        await using var other = await KeyHost.StartAsync(database);
        var keys = await other.Keys.ListAsync("bob", Token);

        Assert.Equal(
            new ApiKeyInfo(issued.Info.Id, "reports", "bob", "acme", began, began.AddSeconds(1).AddHours(1), null, successor.Info.Id, began.AddSeconds(1), false),
            keys[0] with { Scopes = [] });
        Assert.Equal(["a", "b"], keys[0].Scopes);
        Assert.Equal((began.AddSeconds(1), began.AddDays(1).AddTicks(10)), (keys[1].RevokedAt, keys[1].ExpiresAt));
        Assert.Equal(ApiKeyRefusal.None, await other.VerifyAsync(issued.Reveal()));
        Assert.Equal(ApiKeyRefusal.Revoked, await other.VerifyAsync(successor.Reveal()));
        Assert.Equal(successor.Info.Id, (await other.Verifier.VerifyAsync(successor.Reveal(), Token)).KeyId);
        Assert.Empty(await other.Keys.ListAsync("carol", Token));
    }
}
