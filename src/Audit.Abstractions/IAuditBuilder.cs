using Microsoft.Extensions.DependencyInjection;

namespace Audit;

/// <summary>What <c>AddAudit</c> returns; every package adds its part to it by an extension method.</summary>
public interface IAuditBuilder
{
    /// <summary>The services of the application.</summary>
    IServiceCollection Services { get; }
}
