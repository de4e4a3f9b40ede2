using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Surface;

/// <summary>Whatever EF Core changes is recorded with the tables that the model says it changes.</summary>
public abstract class WriteSurfaceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract TestDatabase CreateDatabase();

    [Fact]
    public async Task Creating_the_schema_creates_all_tables_of_the_model()
    {
        await using var database = SurfaceDatabase.Empty(CreateDatabase());
        await using var context = database.CreateContext();

        await context.Database.EnsureCreatedAsync(Cancellation);

        var events = database.Take();
        Assert.Equal(context.AllTables(), events.Writes().Intersect(context.AllTables()));
        Assert.Contains("CREATE", events.Operations());
        Assert.Empty(events.Destructive());
    }

    [Fact]
    public async Task Save_changes_writes_the_tables_of_what_changed()
    {
        await using var database = SurfaceDatabase.Create(CreateDatabase());
        await using var context = database.CreateContext();
        var blog = new Blog
        {
            Name = "it's; DELETE FROM x",
            Contact = new Contact { Mail = "a@b.c" },
            Links = { new Link { Url = "https://x" } },
            Aliases = { new Alias { Name = "a" }, new Alias { Name = "b" } },
            Posts = { new Post { Title = "one", Tags = { new Tag { Name = "t" } } }, new Post { Title = "two" }, new Post { Title = "three" } },
        };
        context.AddRange(
            blog, new Cat { Name = "Tom" }, new Dog { Name = "Rex" }, new Car { Plate = "a" }, new Truck { Plate = "b" }, new Vehicle { Plate = "c" },
            new CardPayment { Cents = 1 }, new CashPayment { Cents = 2 }, new OrderLine { Number = 3 });

        await context.SaveChangesAsync(Cancellation);

        var inserted = database.Take();
        Assert.Equal(["INSERT"], inserted.Operations());
        Assert.Equal(context.AllTables(), inserted.Writes());
        Assert.Equal(([], []), (inserted.Reads(), inserted.Destructive()));
        Assert.All(inserted, static recorded => Assert.Equal(CommandSource.SaveChanges, recorded.Source));

        blog.Theme.Colour = "blue";
        blog.Contact!.Mail = "d@e.f";
        blog.Links[0].Url = "https://y";
        context.Remove(blog.Aliases[0]);
        context.Remove(blog.Posts[0]);
        await context.SaveChangesAsync(Cancellation);

        var changed = database.Take();
        Assert.Equal(["DELETE", "UPDATE"], changed.Operations());
        string[] tables = [.. context.TablesOf(typeof(Blog), typeof(Post)), context.OwnedTableOf<Blog>(nameof(Blog.Aliases)), context.JoinTableOf<Post>(nameof(Post.Tags))];
        Assert.Equal(tables.Sorted(), changed.Writes().Union([context.JoinTableOf<Post>(nameof(Post.Tags))]).Sorted());
        Assert.Empty(changed.Destructive());
    }

    [Fact]
    public async Task A_bulk_update_writes_its_table_and_reads_what_its_condition_needs()
    {
        await using var database = SurfaceDatabase.Create(CreateDatabase());
        await using var context = database.CreateContext();
        var (blogs, posts, tags) = (context.TablesOf(typeof(Blog)), context.TablesOf(typeof(Post)), context.TablesOf(typeof(Tag)));

        await context.Posts.Where(static post => post.Id == 1).ExecuteUpdateAsync(static set => set.SetProperty(post => post.Title, "x"), Cancellation);
        AssertBulk(database.Take(), "UPDATE", posts, []);
        await context.Posts.ExecuteUpdateAsync(static set => set.SetProperty(post => post.Rating, static post => post.Rating + 1), Cancellation);
        AssertBulk(database.Take(), "UPDATE", posts, [], $"update_no_where {posts[0]}");
        await context.Posts.Where(static post => post.Blog!.Name == "x").ExecuteUpdateAsync(static set => set.SetProperty(post => post.Title, "x"), Cancellation);
        AssertBulk(database.Take(), "UPDATE", posts, blogs);
        await context.Set<Cat>().Where(static cat => cat.Lives == 0).ExecuteUpdateAsync(static set => set.SetProperty(cat => cat.Lives, 9), Cancellation);
        AssertBulk(database.Take(), "UPDATE", context.TablesOf(typeof(Cat)), []);
        await context.Blogs.Where(static blog => blog.Id == 1).ExecuteUpdateAsync(static set => set.SetProperty(blog => blog.Theme.Colour, "x"), Cancellation);
        AssertBulk(database.Take(), "UPDATE", blogs, []);
        await context.Tags.Where(tag => context.Posts.Any(post => post.Title == tag.Name)).ExecuteUpdateAsync(static set => set.SetProperty(tag => tag.Name, "x"), Cancellation);
        AssertBulk(database.Take(), "UPDATE", tags, posts);
    }

    [Fact]
    public async Task A_bulk_delete_writes_its_table_and_reads_what_its_condition_needs()
    {
        await using var database = SurfaceDatabase.Create(CreateDatabase());
        await using var context = database.CreateContext();
        var (blogs, posts, lines) = (context.TablesOf(typeof(Blog)), context.TablesOf(typeof(Post)), context.TablesOf(typeof(OrderLine)));

        await context.Posts.Where(static post => post.Rating < 0).ExecuteDeleteAsync(Cancellation);
        AssertBulk(database.Take(), "DELETE", posts, []);
        await context.Posts.Where(static post => post.Blog!.Name == "x").ExecuteDeleteAsync(Cancellation);
        AssertBulk(database.Take(), "DELETE", posts, [.. blogs, .. posts]);
        await context.Posts.OrderBy(static post => post.Rating).Take(3).ExecuteDeleteAsync(Cancellation);
        AssertBulk(database.Take(), "DELETE", posts, posts);
        await context.Set<CardPayment>().ExecuteDeleteAsync(Cancellation);
        AssertBulk(database.Take(), "DELETE", context.TablesOf(typeof(CardPayment)), [], $"delete_no_where {context.TablesOf(typeof(CardPayment))[0]}");
        await context.OrderLines.ExecuteDeleteAsync(Cancellation);
        AssertBulk(database.Take(), "DELETE", lines, [], $"delete_no_where {lines[0]}");
    }

    /// <summary>That a statement reads the table that it changes may be told or not.</summary>
    private static void AssertBulk(IReadOnlyList<AuditEvent> events, string operation, string[] writes, string[] reads, params string[] destructive)
    {
        var text = Assert.Single(events).Statement!.RedactedText;
        Assert.True(events.Operations().SequenceEqual([operation]), text);
        Assert.True(events.Writes().SequenceEqual(writes), text);
        Assert.True(events.Reads().Except(writes).SequenceEqual(reads.Except(writes).Sorted()), text);
        Assert.True(events.Destructive().SequenceEqual(destructive), $"{string.Join(", ", events.Destructive())}: {text}");
        Assert.Equal(CommandSource.Bulk, events[0].Source);
    }
}

public sealed class SqliteWriteSurfaceTests : WriteSurfaceTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresWriteSurfaceTests(PostgresFixture postgres) : WriteSurfaceTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}
