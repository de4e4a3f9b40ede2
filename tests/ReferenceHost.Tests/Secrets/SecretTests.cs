using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Secrets;

/// <summary>Secrets are planted wherever something is captured, and searched wherever something ends up.</summary>
public sealed class SecretTests(HostFixture fixture, PostgresFixture postgres)
{
    private const int LeastSecrets = 200;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_is_found_wherever_it_was_planted()
    {
        var garden = new Garden();
        await PlantAsync(garden);
        Assert.InRange(garden.Secrets.Select(secret => secret.Value).Distinct().Count(), LeastSecrets, int.MaxValue);
        Assert.Equal(garden.Secrets.Count, garden.Secrets.Select(secret => secret.Value).Distinct().Count());

        var found = new List<string>();
        foreach (var place in SearchedPlace.All)
        {
            var text = await place.ReadAsync(fixture, Token);
            Assert.NotEmpty(text);
            found.AddRange(garden.Secrets.Where(secret => text.Contains(secret.Value, StringComparison.OrdinalIgnoreCase)).Select(secret => $"{secret.Place} → {place.Name}: {Around(text, secret.Value)}"));
            if (place.HoldsEvents)
                Assert.All(garden.Controls, control => Assert.True(text.Contains(control, StringComparison.Ordinal), $"{control} is not in {place.Name}."));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private async Task PlantAsync(Garden garden)
    {
        var directory = Directory.CreateTempSubdirectory("audit-secrets-");
        try
        {
            var server = postgres.CreateConnectionString("Include Error Detail=true");
            var site = new Site(
                fixture.Host,
                Opener(options => options.UseSqlite($"Data Source={Path.Combine(directory.FullName, "people.db")};Pooling=False")),
                Opener(options => options.UseNpgsql(server)));
            foreach (var open in new[] { site.Sqlite, site.Postgres })
            {
                await using var context = open();
                await context.Database.EnsureCreatedAsync(Token);
            }

            foreach (var place in PlantingPlace.All)
                await place.PlantAsync(garden.Open(place), site);
            await fixture.Host.App.Services.GetRequiredService<IAuditLog>().FlushAsync(Token);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private Func<PeopleContext> Opener(Action<DbContextOptionsBuilder<PeopleContext>> use)
    {
        var options = new DbContextOptionsBuilder<PeopleContext>().UseAudit(fixture.Host.App.Services);
        use(options);
        return () => new PeopleContext(options.Options);
    }

    private static string Around(string text, string secret)
    {
        const int width = 60;
        var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
        return text[Math.Max(0, at - width)..Math.Min(text.Length, at + secret.Length + width)];
    }
}
