using Audit.Exporting;
using Audit.Storage.ClickHouse.Connection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Audit.Storage.ClickHouse.Exporting;

/// <summary>Registers what exports need of the store. Needs <see cref="AuditDatabase"/> and what reading registers.</summary>
internal static class ExportServices
{
    public static void AddExporting(IServiceCollection services)
    {
        services.TryAddSingleton<IAuditExporter, ClickHouseAuditExporter>();
        services.TryAddSingleton<IExportStore, ClickHouseExportStore>();
    }
}
