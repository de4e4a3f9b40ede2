using Audit.EfCore.Tests.Support;
using Audit.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.Surface;

/// <summary>A database with the tables of the whole model, audited with the real classifier; nothing is recorded yet.</summary>
internal sealed class SurfaceDatabase : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly CollectingAuditLog _log = new();
    private readonly ServiceProvider _services;

    private SurfaceDatabase(TestDatabase database)
    {
        _database = database;
        var services = new ServiceCollection();
        services.AddSingleton<IAuditLog>(_log);
        services.AddAudit().AddEfCore();
        services.AddDbContextFactory<SurfaceContext>(database.Use);
        services.AddDbContextFactory<Migrating.MigratingContext>(database.Use);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public static SurfaceDatabase Create(TestDatabase database)
    {
        var surface = new SurfaceDatabase(database);
        using var context = surface.CreateContext();
        context.Database.EnsureCreated();
        var quote = context.GetService<ISqlGenerationHelper>();
        var (blogs, posts) = (quote.DelimitIdentifier("Blogs"), quote.DelimitIdentifier("Posts"));
        context.Database.ExecuteSqlRaw(string.Concat(
            $"CREATE VIEW {quote.DelimitIdentifier("blog summaries")} AS SELECT {quote.DelimitIdentifier("Name")}, ",
            $"(SELECT count(*) FROM {posts} p) AS {quote.DelimitIdentifier("Posts")} FROM {blogs}"));
        context.Add(new Blog { Name = "first", Posts = { new Post { Title = "first", Tags = { new Tag { Name = "first" } } } } });
        context.SaveChanges();
        surface.Take();
        return surface;
    }

    /// <summary>A database without tables.</summary>
    public static SurfaceDatabase Empty(TestDatabase database) => new(database);

    public SurfaceContext CreateContext() => _services.GetRequiredService<IDbContextFactory<SurfaceContext>>().CreateDbContext();

    public Migrating.MigratingContext CreateMigratingContext() => _services.GetRequiredService<IDbContextFactory<Migrating.MigratingContext>>().CreateDbContext();

    /// <summary>The statements that were recorded since the last time; each of them was understood.</summary>
    public IReadOnlyList<AuditEvent> Take()
    {
        AuditEvent[] events = [.. _log.Events.Where(static recorded => recorded.Statement is not null)];
        _log.Clear();
        Assert.All(events, static recorded => Assert.False(recorded.Statement!.IsIncomplete, recorded.Statement.RedactedText));
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _database.Dispose();
    }
}

/// <summary>What several events or statements say together, in order of the alphabet.</summary>
internal static class Together
{
    public static string[] Operations(this IEnumerable<AuditEvent> events) => Sorted(events.SelectMany(static recorded => recorded.Statement!.Operations));

    public static string[] Reads(this IEnumerable<AuditEvent> events) => Sorted(events.SelectMany(static recorded => recorded.Statement!.TablesRead));

    public static string[] Writes(this IEnumerable<AuditEvent> events) => Sorted(events.SelectMany(static recorded => recorded.Statement!.TablesWritten));

    public static string[] Destructive(this IEnumerable<AuditEvent> events) =>
        Sorted(events.SelectMany(static recorded => recorded.Statement!.DestructiveReasons).Select(static reason => $"{reason.Name} {reason.Table}".TrimEnd()));

    public static string[] Sorted(this IEnumerable<string> values) => [.. values.Distinct().Order(StringComparer.Ordinal)];
}
