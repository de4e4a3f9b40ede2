using System.Data.Common;
using System.Transactions;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Audit.Testing.Coverage;
using Audit.Testing.Postgres;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Audit.EfCore.Tests.Coverage;

/// <summary>Runs each path of EF Core on each database, and holds what was captured against the documentation.</summary>
public sealed class CoverageTests(PostgresFixture postgres)
{
    private const string Sqlite = "SQLite";
    private const string PostgreSql = "PostgreSQL";

    /// <summary>On a database that exists, with three rows.</summary>
    private static readonly Path[] Paths =
    [
        new("LINQ, a list", static context => context.Pieces.Where(static piece => piece.Id > 1).ToListAsync(Token)),
        new("LINQ, a scalar", static context => context.Pieces.CountAsync(Token)),
        new("LINQ, synchronous", static context => Task.FromResult(context.Pieces.ToList())),
        new("`FromSql`", static context => context.Pieces.FromSql($"""SELECT * FROM "Pieces" WHERE "Id" > {1}""").ToListAsync(Token)),
        new("`SqlQuery`", static context => context.Database.SqlQuery<int>($"""SELECT "Id" AS "Value" FROM "Pieces" """).ToListAsync(Token)),
        new("`ExecuteSql`", static context => context.Database.ExecuteSqlAsync($"""UPDATE "Pieces" SET "Name" = {"x"} WHERE "Id" = {1}""", Token)),
        new("`ExecuteUpdate`", static context => context.Pieces.Where(static piece => piece.Id == 1).ExecuteUpdateAsync(static set => set.SetProperty(static p => p.Name, "x"), Token)),
        new("`ExecuteDelete`", static context => context.Pieces.Where(static piece => piece.Id == 1).ExecuteDeleteAsync(Token)),
        new("`SaveChanges`, an insert", static context =>
        {
            context.Add(new Piece { Id = 9, Name = "nine" });
            return context.SaveChangesAsync(Token);
        }),
        new("`SaveChanges`, synchronous, an update", static context =>
        {
            context.Update(new Piece { Id = 1, Name = "uno" });
            return Task.FromResult(context.SaveChanges());
        }),
        new("`SaveChanges` that fails", static context =>
        {
            context.Add(new Piece { Id = 1, Name = "doubled" });
            return Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));
        }),
        new("`SaveChanges` that is cancelled", static context =>
        {
            context.Add(new Piece { Id = 9, Name = "nine" });
            return Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.SaveChangesAsync(new CancellationToken(true)));
        }),
        new("a command that is cancelled while it runs", CancelAsync, PostgreSql),
        new("a command that times out", static context => Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            context.Database.SetCommandTimeout(1);
            await context.Database.ExecuteSqlAsync($"SELECT pg_sleep(30)", Token);
        }), PostgreSql),
        new("a command that waits too long for a lock", LockedAsync, Sqlite),
        new("a transaction that is committed", static async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            await context.Pieces.Where(static piece => piece.Id == 1).ExecuteDeleteAsync(Token);
            await transaction.CommitAsync(Token);
        }),
        new("`SaveChanges` in a transaction that is rolled back", static async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            context.Add(new Piece { Id = 9, Name = "nine" });
            await context.SaveChangesAsync(Token);
            await transaction.RollbackAsync(Token);
        }),
        new("`TransactionScope`", static async context =>
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            await context.Pieces.Where(static piece => piece.Id == 1).ExecuteDeleteAsync(Token);
            scope.Complete();
        }, PostgreSql),
        new("`EnsureDeleted`", static context => context.Database.EnsureDeletedAsync(Token)),
    ];

    /// <summary>On a database that does not exist.</summary>
    private static readonly Path[] Beginnings =
    [
        new("`EnsureCreated`, with a seeder", static context => context.Database.EnsureCreatedAsync(Token)),
        new("`Migrate`, with a seeder", static context => context.Database.MigrateAsync(Token)),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_captured_is_what_the_documentation_says()
    {
        var table = new CoverageTable();
        foreach (var path in Paths.Concat(Beginnings))
        {
            foreach (var name in ((string[])[Sqlite, PostgreSql]).Where(name => path.Only is null || path.Only == name))
                table.Add(path.Name, name, await RunAsync(path, name));
        }

        table.Verify("ef-core");
    }

    private async Task<IReadOnlyList<AuditEvent>> RunAsync(Path path, string name)
    {
        using var database = name == Sqlite ? TestDatabase.Sqlite() : TestDatabase.Postgres(postgres);
        var log = new CollectingAuditLog();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditLog>(log);
        services.AddAudit().AddEfCore().AddEntityChanges();
        services.AddDbContextFactory<CoverageContext>(database.Use);
        await using var provider = services.BuildServiceProvider();
        if (!Beginnings.Contains(path))
        {
            await using var plain = await provider.GetRequiredService<IDbContextFactory<CoverageContext>>().CreateDbContextAsync(Token);
            await plain.Database.EnsureCreatedAsync(Token);
            log.Clear();
        }

        await using (var context = await provider.GetRequiredService<IDbContextFactory<CoverageContext>>().CreateDbContextAsync(Token))
            await path.Run(context);
        return [.. log.Events, .. log.Transactions];
    }

    private static async Task CancelAsync(CoverageContext context)
    {
        using var cancellation = new CancellationTokenSource();
        await context.Database.OpenConnectionAsync(Token);
        // The notice tells that the server is at work on it.
        ((NpgsqlConnection)context.Database.GetDbConnection()).Notice += (_, _) => cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => context.Database.ExecuteSqlAsync($"DO $$ BEGIN RAISE NOTICE 'running'; PERFORM pg_sleep(30); END $$", cancellation.Token));
    }

    private static async Task LockedAsync(CoverageContext context)
    {
        await using var other = new SqliteConnection(context.Database.GetConnectionString());
        await other.OpenAsync(Token);
        await using var writing = other.BeginTransaction(deferred: false);
        context.Database.SetCommandTimeout(1);
        await Assert.ThrowsAnyAsync<DbException>(() => context.Pieces.Where(static piece => piece.Id == 1).ExecuteDeleteAsync(Token));
    }

    /// <summary>A way to use a database.</summary>
    /// <param name="Name">What the table calls it.</param>
    /// <param name="Run">Goes it.</param>
    /// <param name="Only">The only database that has it; <see langword="null"/> when all do.</param>
    private sealed record Path(string Name, Func<CoverageContext, Task> Run, string? Only = null);
}
