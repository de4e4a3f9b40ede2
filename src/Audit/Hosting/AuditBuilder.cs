using Microsoft.Extensions.DependencyInjection;

namespace Audit.Hosting;

internal sealed class AuditBuilder(IServiceCollection services) : IAuditBuilder
{
    public IServiceCollection Services => services;
}
