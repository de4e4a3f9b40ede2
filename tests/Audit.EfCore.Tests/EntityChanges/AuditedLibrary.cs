using Audit.EfCore.EntityChanges;
using Audit.EfCore.EntityChanges.Transactions;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.EntityChanges;

/// <summary>An application that records the changes of a library, with its tables created, and nothing recorded yet. It redacts as the engine does.</summary>
internal sealed class AuditedLibrary : IAsyncDisposable
{
    private AuditedLibrary(TestDatabase database, ServiceProvider services, CollectingAuditLog log)
    {
        Database = database;
        Services = services;
        Log = log;
    }

    public TestDatabase Database { get; }

    public ServiceProvider Services { get; }

    public CollectingAuditLog Log { get; }

    /// <summary>The events of entities.</summary>
    public IReadOnlyList<AuditEvent> Changes => [.. Log.Events.Where(recorded => recorded is { Category: EventCategory.Entity, Entity: not null })];

    public IReadOnlyList<AuditEvent> Summaries => [.. Log.Events.Where(recorded => recorded is { Category: EventCategory.Entity, Entity: null })];

    public int Waiting => Services.GetRequiredService<HeldTransactions>().Waiting;

    public static AuditedLibrary Open(
        TestDatabase database, Action<EntityChangeOptions>? configure = null, Action<DbContextOptionsBuilder>? use = null, int maxBatchSize = 42)
    {
        var log = new CollectingAuditLog();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditLog>(log);
        services.AddAudit().AddEntityChanges(configure);
        services.AddPooledDbContextFactory<LibraryContext>(options =>
        {
            database.Use(options, maxBatchSize);
            use?.Invoke(options);
        });
        var library = new AuditedLibrary(database, services.BuildServiceProvider(validateScopes: true), log);
        var plain = new DbContextOptionsBuilder<LibraryContext>();
        database.Use(plain);
        using var context = new LibraryContext(plain.Options);
        context.Database.EnsureCreated();
        return library;
    }

    public LibraryContext CreateContext() => Services.GetRequiredService<IDbContextFactory<LibraryContext>>().CreateDbContext();

    /// <summary>Puts something in, and forgets that.</summary>
    public void Add(params object[] entities)
    {
        using var context = CreateContext();
        context.AddRange(entities);
        context.SaveChanges();
        Log.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        Database.Dispose();
    }
}

/// <summary>Writes changes so that a test can read them.</summary>
internal static class Told
{
    /// <summary>For example <c>modified Book 1: Title a → b</c>.</summary>
    public static string Of(AuditEvent recorded)
    {
        var entity = recorded.Entity!;
        var changes = string.Join("; ", entity.Changes.Select(static change => $"{change.Property} {change.Before ?? "-"} → {change.After ?? "-"}"));
        return $"{entity.State} {entity.Type} {entity.Key}: {changes}".TrimEnd(' ', ':');
    }

    public static string? Attribute(this AuditEvent recorded, string name) => recorded.Attributes.LastOrDefault(attribute => attribute.Name == name).Value;
}
