using Audit;
using Audit.Exporting;
using Audit.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds exports of the log.</summary>
public static class ExportsAuditBuilderExtensions
{
    /// <summary>
    /// Adds <see cref="IExportJobs"/>, and runs exports into files on this instance; section <c>Audit:Exports</c>. The store that another package adds writes and remembers them.
    /// Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="configure">Changes the options after the section was bound.</param>
    public static IAuditBuilder AddExports(this IAuditBuilder builder, Action<AuditExportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null)
            services.Configure<AuditOptions>(options => configure(options.Exports));
        services.TryAddSingleton<ExportFiles>();
        services.TryAddSingleton<ExportEvents>();
        services.TryAddSingleton<ExportJobs>();
        services.TryAddSingleton<ExportService>();
        services.TryAddSingleton<IExportJobs>(static provider => provider.GetRequiredService<ExportJobs>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ExportHosting>());
        return builder;
    }
}
