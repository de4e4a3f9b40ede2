using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Audit.Storage.ClickHouse.Writing;

/// <summary>Registers the store. Needs <see cref="AuditDatabase"/>.</summary>
internal static class WritingServices
{
    public static void AddWriting(IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new SchemaMigrator(
            provider.GetRequiredService<AuditDatabase>(),
            SchemaInstance.Create(provider.GetService<IHostEnvironment>()?.ApplicationName ?? AppDomain.CurrentDomain.FriendlyName),
            SqlResources.ReadMigrations(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SchemaMigrator>>()));
        services.TryAddSingleton<IAuditStore, ClickHouseAuditStore>();
    }
}
