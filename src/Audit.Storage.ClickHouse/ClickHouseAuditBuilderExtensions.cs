using Audit;
using Audit.Storage.ClickHouse.Approvals;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Exporting;
using Audit.Storage.ClickHouse.Reading;
using Audit.Storage.ClickHouse.Writing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

#pragma warning disable IDE0130 // Found without a using of our own.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Keeps the audit log in ClickHouse.</summary>
public static class ClickHouseAuditBuilderExtensions
{
    /// <summary>
    /// Keeps the audit log in ClickHouse: a server named by <c>Audit:Storage:ConnectionString</c>, or the engine of <c>AddEmbeddedClickHouse</c>.
    /// Safe to call again.
    /// </summary>
    /// <param name="builder">The audit builder.</param>
    /// <param name="configure">Changes the options after the section <c>Audit:Storage</c> of the configuration was bound.</param>
    public static IAuditBuilder AddClickHouse(this IAuditBuilder builder, Action<ClickHouseStorageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        var options = services.AddOptions<ClickHouseStorageOptions>().BindConfiguration(ClickHouseStorageOptions.SectionName).ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClickHouseStorageOptions>, ClickHouseStorageOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClickHouseStorageOptions>, ClickHouseStorageOptionsRules>());

        services.TryAddSingleton<AuditDatabase>();
        WritingServices.AddWriting(services);
        ReadingServices.AddReading(services);
        ApprovalServices.AddApprovalStore(services);
        ExportServices.AddExporting(services);
        return builder;
    }
}
