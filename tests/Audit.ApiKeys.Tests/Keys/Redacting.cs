using Audit.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.ApiKeys.Tests.Keys;

/// <summary>The redactor of the engine.</summary>
internal sealed class Redacting : IDisposable
{
    private readonly ServiceProvider _services;

    private Redacting(ServiceProvider services) => _services = services;

    public IAuditRedactor Redactor => _services.GetRequiredService<IAuditRedactor>();

    public static Redacting Services()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddAudit();
        return new Redacting(services.BuildServiceProvider());
    }

    public void Dispose() => _services.Dispose();
}
