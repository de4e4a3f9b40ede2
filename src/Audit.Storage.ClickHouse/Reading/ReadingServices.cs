using Audit.Live;
using Audit.Querying;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Reading.Execution;
using Audit.Storage.ClickHouse.Reading.Following;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Reading;

/// <summary>Registers the reader. Needs <see cref="AuditDatabase"/>.</summary>
internal static class ReadingServices
{
    public static void AddReading(IServiceCollection services)
    {
        services.AddOptions<ClickHouseReadOptions>().BindConfiguration(ClickHouseReadOptions.SectionName).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClickHouseReadOptions>, ClickHouseReadOptionsValidator>());
        services.TryAddSingleton(static provider => new QueryRunner(
            provider.GetRequiredService<AuditDatabase>().Client,
            provider.GetRequiredService<IOptions<ClickHouseReadOptions>>().Value,
            provider.GetRequiredService<ILogger<QueryRunner>>()));
        services.TryAddSingleton<IAuditFeed, ClickHouseAuditFeed>();
        services.TryAddSingleton<IAuditReader, ClickHouseAuditReader>();
    }
}
