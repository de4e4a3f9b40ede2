using Audit.EfCore.Tests.Support;
using Audit.EntityChanges;
using Audit.Events;
using Audit.Redaction;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.EntityChanges;

/// <summary>Complex types that an entity holds many of, in a column of JSON.</summary>
public sealed class ComplexCollectionTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Elements_are_compared_by_their_place(bool isPostgres)
    {
        using var database = isPostgres ? TestDatabase.Postgres(postgres) : TestDatabase.Sqlite();
        var log = new CollectingAuditLog();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditLog>(log);
        services.AddAudit().AddEntityChanges();
        services.AddDbContextFactory<PageContext>(database.Use);
        await using var provider = services.BuildServiceProvider();
        var contexts = provider.GetRequiredService<IDbContextFactory<PageContext>>();
        await using (var context = await contexts.CreateDbContextAsync(Token))
        {
            await context.Database.EnsureCreatedAsync(Token);
            log.Clear();
            context.Add(new Page { Links = { new Link { Url = "a", Title = "A", Clicks = 1 }, new Link { Url = "b", Title = "B" } } });
            await context.SaveChangesAsync(Token);
        }

        Assert.Equal(
            "added Page 1: Links[0].Owner - → <redacted>; Links[0].Password - → <redacted>; Links[0].Title - → A; Links[0].Url - → a; "
            + "Links[1].Owner - → <redacted>; Links[1].Password - → <redacted>; Links[1].Title - → B; Links[1].Url - → b",
            ToldInOrder(log));

        await using (var context = await contexts.CreateDbContextAsync(Token))
        {
            log.Clear();
            var page = await context.Pages.SingleAsync(Token);
            page.Links[0].Title = "AA";
            page.Links[1].Clicks = 7;
            page.Links.Add(new Link { Url = "c", Title = "C" });
            await context.SaveChangesAsync(Token);
        }

        var told = ToldInOrder(log);
        Assert.StartsWith("modified Page 1: ", told, StringComparison.Ordinal);
        Assert.Contains("Links[0].Title A → AA", told, StringComparison.Ordinal);
        Assert.Contains("Links[2].Url - → c", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Clicks", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Links[1].Title", told, StringComparison.Ordinal);

        await using (var context = await contexts.CreateDbContextAsync(Token))
        {
            log.Clear();
            var page = await context.Pages.SingleAsync(Token);
            page.Links.RemoveAt(2);
            await context.SaveChangesAsync(Token);
            Assert.Contains("Links[2].Url c → -", ToldInOrder(log), StringComparison.Ordinal);

            log.Clear();
            context.Remove(page);
            await context.SaveChangesAsync(Token);
            Assert.Contains("Links[0].Title AA → -", ToldInOrder(log), StringComparison.Ordinal);
        }
    }

    private static string ToldInOrder(CollectingAuditLog log)
    {
        var entity = Assert.Single(log.Events, static one => one.Entity is not null).Entity!;
        var changes = entity.Changes.OrderBy(static change => change.Property, StringComparer.Ordinal);
        return $"{entity.State} {entity.Type} {entity.Key}: {string.Join("; ", changes.Select(static change => $"{change.Property} {change.Before ?? "-"} → {change.After ?? "-"}"))}";
    }

    internal sealed class PageContext(DbContextOptions<PageContext> options) : DbContext(options)
    {
        public DbSet<Page> Pages => Set<Page>();

        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.Entity<Page>().ComplexCollection(static page => page.Links, static links => links.ToJson());
    }

    internal sealed class Page
    {
        public int Id { get; set; }

        public List<Link> Links { get; set; } = [];
    }

    internal sealed class Link
    {
        public string Url { get; set; } = "";

        public string Title { get; set; } = "";

        public string Password { get; set; } = "hunter2";

        [AuditPersonal]
        public string Owner { get; set; } = "Ada";

        [NotAudited]
        public int Clicks { get; set; }
    }
}
