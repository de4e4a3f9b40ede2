using System.Data.Common;
using Audit.Statements;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Audit.Tests.Classification;

/// <summary>The SQL that EF Core itself writes for SQLite and PostgreSQL.</summary>
public sealed class EntityFrameworkTests
{
    public static TheoryData<string, string> Queries => new()
    {
        { nameof(Query.Simple), "SELECT; reads Blogs" },
        { nameof(Query.Include), "SELECT; reads Blogs, Posts" },
        { nameof(Query.Exists), "SELECT; reads Blogs, Posts" },
        { nameof(Query.Group), "SELECT; reads Posts, Blogs" },
        { nameof(Query.List), "SELECT; reads Blogs" },
        { nameof(Query.Page), "SELECT; reads Blogs" },
        { nameof(Query.Union), "SELECT; reads Blogs" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void Queries_read_the_tables_of_the_model(string name, string expected)
    {
        using var sqlite = new Shop(new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:").Options);
        using var postgres = new Shop(new DbContextOptionsBuilder().UseNpgsql("Host=nowhere").Options);

        var forShell = Query.Of(sqlite, name).ToQueryString();
        Assert.Equal(expected, Statements.Describe(forShell[forShell.IndexOf("SELECT", StringComparison.Ordinal)..], SqlDialect.Sqlite));
        Assert.Equal(expected, Statements.Describe(Query.Of(postgres, name).ToQueryString(), SqlDialect.PostgreSql));
    }

    [Fact]
    public async Task Commands_on_sqlite_are_told_for_what_they_are()
    {
        var seen = new SeenCommands();
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var shop = new Shop(new DbContextOptionsBuilder().UseSqlite(connection).AddInterceptors(seen).Options);
        await shop.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        Assert.All(seen.Take(), static info => Assert.False(info.IsIncomplete));

        shop.AddRange(new Blog { Name = "a", Posts = { new Post { Title = "S3CRET" }, new Post { Title = "c" } } }, new Blog { Name = "d" });
        await shop.SaveChangesAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["Blogs", "Posts"], seen.Take().SelectMany(static info => info.TablesWritten).Distinct().Order());

        var blog = await shop.Blogs.Include(blog => blog.Posts).OrderBy(blog => blog.Id).FirstAsync(TestContext.Current.CancellationToken);
        seen.Take();
        blog.Name = "e";
        shop.Remove(blog.Posts[0]);
        await shop.SaveChangesAsync(TestContext.Current.CancellationToken);
        var saved = seen.Take();
        Assert.Equal(["DELETE", "UPDATE"], saved.SelectMany(static info => info.Operations).Distinct().Order());
        Assert.All(saved, static info => Assert.Empty(info.DestructiveReasons));

        await shop.Posts.Where(post => post.Blog.Name == "e").ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal("DELETE; writes Posts; reads Posts, Blogs", Statements.Describe(Assert.Single(seen.Take())));
        await shop.Posts.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal("DELETE; writes Posts; delete_no_where Posts", Statements.Describe(Assert.Single(seen.Take())));
        await shop.Blogs.ExecuteUpdateAsync(static set => set.SetProperty(blog => blog.Name, "x"), TestContext.Current.CancellationToken);
        Assert.Equal("UPDATE; writes Blogs; update_no_where Blogs", Statements.Describe(Assert.Single(seen.Take())));
        await shop.Blogs.Where(blog => blog.Id == 1).ExecuteUpdateAsync(static set => set.SetProperty(blog => blog.Name, "x"), TestContext.Current.CancellationToken);
        Assert.Equal("UPDATE; writes Blogs", Statements.Describe(Assert.Single(seen.Take())));
        await shop.Blogs.TagWith("by hand").ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["by hand"], Assert.Single(seen.Take()).Tags);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Migrations_that_take_something_away_are_destructive(bool onSqlite)
    {
        var options = onSqlite
            ? new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:").Options
            : new DbContextOptionsBuilder().UseNpgsql("Host=nowhere").Options;
        using var shop = new Shop(options);
        var dialect = onSqlite ? SqlDialect.Sqlite : SqlDialect.PostgreSql;
        var builder = new MigrationBuilder(shop.Database.ProviderName);
        builder.CreateTable("Tags", static table => new { Id = table.Column<int>(), Name = table.Column<string>() });
        builder.CreateIndex("IX_Tags", "Tags", "Name");
        builder.DropTable("Posts");
        builder.RenameTable("Blogs", newName: "Journals");
        // SQLite needs the model to drop a column.
        if (!onSqlite)
            builder.DropColumn("Name", "Tags");

        var sql = string.Concat(shop.GetService<IMigrationsSqlGenerator>().Generate(builder.Operations).Select(static command => command.CommandText));
        var info = Statements.Classify(sql, dialect);

        Assert.False(info.IsIncomplete);
        Assert.Equal(onSqlite ? ["drop_table", "rename_object"] : ["drop_table", "rename_object", "drop_column"], info.DestructiveReasons.Select(static reason => reason.Name));
        Assert.Equal(["Tags", "Posts", "Blogs"], info.TablesWritten);
        Assert.Equal(["CREATE", "DROP", "ALTER"], info.Operations);
    }

    [Fact]
    public void The_history_of_migrations_is_kept_in_statements_that_are_understood()
    {
        using var shop = new Shop(new DbContextOptionsBuilder().UseNpgsql("Host=nowhere").Options);

        var info = Statements.Classify(shop.GetService<IHistoryRepository>().GetCreateIfNotExistsScript(), SqlDialect.PostgreSql);

        Assert.Equal("CREATE; writes __EFMigrationsHistory", Statements.Describe(info));
    }

    private sealed class SeenCommands : DbCommandInterceptor
    {
        private readonly List<StatementInfo> _seen = [];

        public StatementInfo[] Take()
        {
            var taken = _seen.ToArray();
            _seen.Clear();
            return taken;
        }

        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            See(command);
            return result;
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            See(command);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            See(command);
            return ValueTask.FromResult(result);
        }

        private void See(DbCommand command) => _seen.Add(Statements.Classify(command.CommandText, SqlDialect.Sqlite));
    }

    private static class Query
    {
        public const string Simple = nameof(Simple);
        public const string Include = nameof(Include);
        public const string Exists = nameof(Exists);
        public const string Group = nameof(Group);
        public const string List = nameof(List);
        public const string Page = nameof(Page);
        public const string Union = nameof(Union);

        private static readonly int[] Ids = [1, 2, 3];

        public static IQueryable<object> Of(Shop shop, string name) => name switch
        {
            Simple => shop.Blogs.Where(static blog => blog.Name == "it's S3CRET"),
            Include => shop.Blogs.Include(static blog => blog.Posts),
            Exists => shop.Blogs.Where(static blog => blog.Posts.Any(static post => post.Title == "x")),
            Group => shop.Posts.GroupBy(static post => post.Blog.Name).Select(static group => new { group.Key, Count = group.Count() }),
            List => shop.Blogs.Where(static blog => Ids.Contains(blog.Id)),
            Page => shop.Blogs.OrderBy(static blog => blog.Name).Skip(10).Take(5),
            _ => shop.Blogs.Where(static blog => blog.Id == 1).Union(shop.Blogs.Where(static blog => blog.Id == 2)),
        };
    }

    private sealed class Shop(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Blog> Blogs => Set<Blog>();

        public DbSet<Post> Posts => Set<Post>();
    }

    private sealed class Blog
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public List<Post> Posts { get; } = [];
    }

    private sealed class Post
    {
        public int Id { get; set; }

        public string Title { get; set; } = "";

        public Blog Blog { get; set; } = null!;
    }
}
