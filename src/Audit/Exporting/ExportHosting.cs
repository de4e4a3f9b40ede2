using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Audit.Exporting;

/// <summary>
/// Runs exports while the host runs. Asks for what it takes only then: making it reads options, which the start of the host validates together with all others.
/// </summary>
internal sealed class ExportHosting(IServiceProvider services) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => services.GetRequiredService<ExportService>().RunAsync(stoppingToken);
}
