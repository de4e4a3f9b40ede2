using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Surface;

/// <summary>Every kind of query is recorded with the tables that the model says it reads.</summary>
public abstract class QuerySurfaceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract TestDatabase CreateDatabase();

    [Fact]
    public async Task Queries_read_the_tables_of_the_model()
    {
        await using var database = SurfaceDatabase.Create(CreateDatabase());
        var failures = new List<string>();
        foreach (var (name, query) in SurfaceQueries.All)
        {
            await using var context = database.CreateContext();
            await query.Of(context).ToListAsync(Cancellation);
            var events = database.Take();

            var expected = ("SELECT", string.Join(", ", query.Reads(context).Sorted()), "", "", CommandSource.Linq);
            var actual = (
                string.Join(", ", events.Operations()), string.Join(", ", events.Reads()), string.Join(", ", events.Writes()), string.Join(", ", events.Destructive()),
                events[0].Source);
            if (expected != actual)
                failures.Add($"{name}: {actual} instead of {expected}\n{events[0].Statement!.RedactedText}");
        }

        Assert.Empty(failures);
    }

    [Fact]
    public async Task Raw_sql_reads_and_writes_what_it_names()
    {
        await using var database = SurfaceDatabase.Create(CreateDatabase());
        await using var context = database.CreateContext();
        var posts = context.TablesOf(typeof(Post));
        var title = "it's";

        await context.Posts.FromSql($"""SELECT * FROM "Posts" WHERE "Title" = {title}""").Where(static post => post.Rating > 1).Include(static post => post.Tags).ToListAsync(Cancellation);
        var composed = database.Take();
        Assert.Equal([.. posts.Concat(context.TablesOf(typeof(Tag))).Append(context.JoinTableOf<Post>(nameof(Post.Tags))).Sorted()], composed.Reads());

        await context.Database.SqlQuery<int>($"""SELECT "Rating" AS "Value" FROM "Posts" """).Where(static rating => rating > 3).ToListAsync(Cancellation);
        Assert.Equal(posts, database.Take().Reads());

        await context.Database.ExecuteSqlAsync($"""UPDATE "Posts" SET "Rating" = 1 WHERE "Title" = {title}""", Cancellation);
        var updated = database.Take();
        Assert.Equal((CommandSource.RawSql, "UPDATE"), (updated[0].Source, Assert.Single(updated.Operations())));
        Assert.Equal(posts, updated.Writes());
        Assert.Empty(updated.Destructive());

        await context.Database.ExecuteSqlRawAsync("""DELETE FROM "Posts" """, Cancellation);
        Assert.Equal(posts.Select(static table => $"delete_no_where {table}"), database.Take().Destructive());
    }
}

public sealed class SqliteQuerySurfaceTests : QuerySurfaceTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class PostgresQuerySurfaceTests(PostgresFixture postgres) : QuerySurfaceTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Postgres(postgres);
}
