using System.Data.Common;
using Audit.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.Surface;

/// <summary>The SQL that the SQL Server provider writes, read without a server.</summary>
public sealed class SqlServerSurfaceTests : IDisposable
{
    private readonly SentCommand _sent = new();
    private readonly ServiceProvider _services;
    private readonly IStatementClassifier _classifier;
    private readonly SurfaceContext _context;

    public SqlServerSurfaceTests()
    {
        var services = new ServiceCollection();
        services.AddAudit();
        _services = services.BuildServiceProvider();
        _classifier = _services.GetRequiredService<IStatementClassifier>();
        _context = new SurfaceContext(new DbContextOptionsBuilder().UseSqlServer("Server=nowhere").AddInterceptors(_sent, new NoConnection()).Options);
        _context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
    }

    [Fact]
    public void Queries_read_the_tables_of_the_model()
    {
        var failures = new List<string>();
        foreach (var (name, query) in SurfaceQueries.All)
        {
            var sql = query.Of(_context).ToQueryString();
            var info = Classify(sql);

            // What another query of a split one reads is not in the text of the first.
            var expected = name == "split_query"
                ? string.Join(", ", _context.TablesOf(typeof(Post), typeof(Blog)))
                : string.Join(", ", query.Reads(_context).Sorted());
            var actual = string.Join(", ", info.TablesRead.Sorted());
            if (expected != actual || !info.Operations.Contains("SELECT") || !info.TablesWritten.IsEmpty || !info.DestructiveReasons.IsEmpty)
                failures.Add($"{name}: {string.Join(", ", info.Operations)}; {actual} instead of {expected}\n{sql}");
        }

        Assert.Empty(failures);
    }

    [Fact]
    public void Temporal_queries_read_the_table_itself()
    {
        var since = DateTime.UnixEpoch;
        IQueryable<Tag>[] queries =
        [
            _context.Tags.TemporalAll(), _context.Tags.TemporalAsOf(since), _context.Tags.TemporalBetween(since, since), _context.Tags.TemporalContainedIn(since, since),
            _context.Tags.TemporalFromTo(since, since),
        ];

        Assert.All(queries, query =>
        {
            var info = Classify(query.Where(static tag => tag.Name == "x").ToQueryString());
            Assert.False(info.IsIncomplete);
            Assert.Equal(_context.TablesOf(typeof(Tag)), info.TablesRead);
        });
    }

    [Fact]
    public void The_script_that_creates_the_schema_creates_all_tables_of_the_model()
    {
        var info = Classify(_context.Database.GenerateCreateScript());

        // A temporal table is created by dynamic SQL around the name of a schema, which is not in the text.
        Assert.True(info.IsOpaque);
        Assert.Equal(_context.AllTables().Except(_context.TablesOf(typeof(Tag))), info.TablesWritten.Sorted().Intersect(_context.AllTables()));
        Assert.Empty(info.DestructiveReasons);
    }

    [Fact]
    public async Task Batches_of_save_changes_write_the_tables_of_what_is_new()
    {
        for (var i = 0; i < 5; i++)
            _context.Add(new Post { Title = $"{i}", BlogId = 1 });
        await Assert.ThrowsAsync<DbUpdateException>(() => _context.SaveChangesAsync(TestContext.Current.CancellationToken));

        var batch = Classify(_sent.Text!);
        Assert.Equal(_context.TablesOf(typeof(Post)), batch.TablesWritten);
        Assert.Empty(batch.TablesRead);
        Assert.Empty(batch.DestructiveReasons);

        _context.ChangeTracker.Clear();
        _context.Update(new Post { Id = 1, Title = "x", BlogId = 1 });
        _context.Remove(new Tag { Id = 2 });
        _context.Add(new OrderLine());
        await Assert.ThrowsAsync<DbUpdateException>(() => _context.SaveChangesAsync(TestContext.Current.CancellationToken));

        var mixed = Classify(_sent.Text!);
        Assert.Equal(_context.TablesOf(typeof(Post), typeof(Tag), typeof(OrderLine)), mixed.TablesWritten.Sorted());
        Assert.Equal(["DELETE", "INSERT", "UPDATE"], mixed.Operations.Where(static verb => verb != "SET").Sorted());
        Assert.Empty(mixed.DestructiveReasons);
    }

    [Fact]
    public async Task Bulk_operations_write_their_table_and_tell_when_they_have_no_condition()
    {
        var (blogs, posts) = (_context.TablesOf(typeof(Blog)), _context.TablesOf(typeof(Post)));

        await AssertBulkAsync(() => _context.Posts.Where(static post => post.Id == 1).ExecuteDeleteAsync(), "DELETE", posts, []);
        await AssertBulkAsync(() => _context.Posts.ExecuteDeleteAsync(), "DELETE", posts, [], $"delete_no_where {posts[0]}");
        await AssertBulkAsync(() => _context.Posts.Where(static post => post.Blog!.Name == "x").ExecuteDeleteAsync(), "DELETE", posts, blogs);
        await AssertBulkAsync(() => _context.OrderLines.ExecuteDeleteAsync(), "DELETE", _context.TablesOf(typeof(OrderLine)), [], $"delete_no_where {_context.TablesOf(typeof(OrderLine))[0]}");
        await AssertBulkAsync(() => _context.Posts.ExecuteUpdateAsync(static set => set.SetProperty(post => post.Title, "x")), "UPDATE", posts, [], $"update_no_where {posts[0]}");
        await AssertBulkAsync(() => _context.Posts.Where(static post => post.Blog!.Name == "x").ExecuteUpdateAsync(static set => set.SetProperty(post => post.Title, "x")), "UPDATE", posts, blogs);
    }

    [Fact]
    public void Scripts_of_migrations_tell_what_they_take_away()
    {
        using var context = new Migrating.MigratingContext(new DbContextOptionsBuilder<Migrating.MigratingContext>().UseSqlServer("Server=nowhere").Options);
        var migrator = context.GetService<IMigrator>();

        foreach (var options in new[] { MigrationsSqlGenerationOptions.Default, MigrationsSqlGenerationOptions.Idempotent, MigrationsSqlGenerationOptions.Script })
        {
            var up = Classify(migrator.GenerateScript(Migrating.Initial.Id, Migrating.TakeAway.Id, options));
            Assert.Subset(up.DestructiveReasons.Select(static reason => $"{reason.Name} {reason.Table}").ToHashSet(), new HashSet<string> { "drop_table Notes", "drop_column Products" });
            Assert.Contains("Products", up.TablesWritten);
            Assert.Contains("Notes", up.TablesWritten);

            var create = Classify(migrator.GenerateScript(toMigration: Migrating.Initial.Id, options: options));
            Assert.Equal(["Notes", "Products"], create.TablesWritten.Except(["__EFMigrationsHistory"]).Sorted());
            Assert.Empty(create.DestructiveReasons);
        }
    }

    public void Dispose()
    {
        _context.Dispose();
        _services.Dispose();
    }

    private StatementInfo Classify(string sql)
    {
        var info = _classifier.Classify(sql, SqlDialect.SqlServer);
        Assert.False(info.IsIncomplete, sql);
        return info;
    }

    private async Task AssertBulkAsync(Func<Task> run, string operation, string[] writes, string[] reads, params string[] destructive)
    {
        await Assert.ThrowsAsync<NotSentException>(run);
        var info = Classify(_sent.Text!);
        Assert.Equal(operation, Assert.Single(info.Operations));
        Assert.Equal(writes, info.TablesWritten);
        Assert.Equal(reads.Except(writes).Sorted(), info.TablesRead.Except(writes).Sorted());
        Assert.Equal(destructive, info.DestructiveReasons.Select(static reason => $"{reason.Name} {reason.Table}"));
    }

    private sealed class NotSentException() : Exception("There is no server.");

    /// <summary>Keeps the text of a command that would be sent.</summary>
    private sealed class SentCommand : DbCommandInterceptor
    {
        public string? Text { get; private set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Text = command.CommandText;
            throw new NotSentException();
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Text = command.CommandText;
            throw new NotSentException();
        }
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) => new(InterceptionResult.Suppress());
    }
}
