using Audit.EfCore.Tests.Support;
using Audit.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Tests.Migrations;

/// <summary>An application with the real classification and redaction over a database that does not exist yet.</summary>
internal sealed class Catalog : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Catalog(TestDatabase database, ServiceProvider services, CollectingAuditLog log)
    {
        Database = database;
        _services = services;
        Log = log;
    }

    public TestDatabase Database { get; }

    public CollectingAuditLog Log { get; }

    public IServiceProvider Services => _services;

    /// <summary>The events of what was done as a whole.</summary>
    public IReadOnlyList<AuditEvent> Operations => [.. Log.Events.Where(static recorded => recorded.Statement is null)];

    /// <summary>The events of commands.</summary>
    public IReadOnlyList<AuditEvent> Commands => [.. Log.Events.Where(static recorded => recorded.Statement is not null)];

    public static Catalog Open(TestDatabase database, Action<DbContextOptionsBuilder>? configure = null)
    {
        var log = new CollectingAuditLog();
        var services = new ServiceCollection();
        services.AddSingleton<IAuditLog>(log);
        services.AddAudit().AddEfCore();
        services.AddDbContextFactory<CatalogContext>(Use);
        services.AddDbContextFactory<BrokenContext>(Use);
        return new Catalog(database, services.BuildServiceProvider(validateScopes: true), log);

        void Use(DbContextOptionsBuilder options)
        {
            database.Use(options);
            configure?.Invoke(options);
        }
    }

    public CatalogContext CreateContext() => CreateContext<CatalogContext>();

    public T CreateContext<T>()
        where T : DbContext => _services.GetRequiredService<IDbContextFactory<T>>().CreateDbContext();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Database.Dispose();
    }
}

internal static class RecordedAttributes
{
    /// <summary>An attribute as it will be stored: the event's own, else its context's.</summary>
    public static string? Attribute(this AuditEvent recorded, string name) =>
        recorded.Context.Attributes.AddRange(recorded.Attributes).LastOrDefault(attribute => attribute.Name == name) is { Name: not null } found ? found.Value : null;
}
