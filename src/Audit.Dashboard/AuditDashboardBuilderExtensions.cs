using System.Diagnostics.CodeAnalysis;
using Audit;
using Audit.Dashboard;
using Audit.Dashboard.Access;
using Audit.Dashboard.Assets;
using Audit.Dashboard.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the dashboard over the audit log.</summary>
public static class AuditDashboardBuilderExtensions
{
    /// <summary>
    /// Adds what <c>app.MapAuditDashboard("/audit")</c> serves, configured by section <c>Audit:Dashboard</c>, and the GraphQL API that it reads through. Call it behind what
    /// replaces ASP.NET Core's own <c>IAuthorizationMiddlewareResultHandler</c>, if anything does. Safe to call twice.
    /// </summary>
    /// <param name="builder">What <c>AddAudit</c> returned.</param>
    /// <param name="configure">Changes the options after the section was bound.</param>
    public static IAuditBuilder AddAuditDashboard(this IAuditBuilder builder, Action<AuditDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddGraphQL();
        var services = builder.Services;
        if (services.All(static service => service.ServiceType != typeof(DashboardAssets)))
        {
            services.AddOptions<AuditDashboardOptions>().BindConfiguration(AuditDashboardOptions.SectionName).ValidateOnStart();
            services.AddSingleton<IValidateOptions<AuditDashboardOptions>, AuditDashboardOptionsValidator>();
            services.AddSingleton<DashboardAssets>();
            services.AddSingleton<IndexPage>();
            services.AddSingleton<RefusalPage>();
            services.AddAuthorization();
            ShowRefusals(services);
        }

        if (configure is not null)
            services.Configure(configure);
        return builder;
    }

    /// <summary>Whoever answers refusals now goes on doing so; what stays an empty page gets a text.</summary>
    private static void ShowRefusals(IServiceCollection services)
    {
        var inner = services.Last(static service => service.ServiceType == typeof(IAuthorizationMiddlewareResultHandler) && !service.IsKeyedService);
        services.Remove(inner);
        services.Add(ServiceDescriptor.Describe(
            typeof(IAuthorizationMiddlewareResultHandler),
            provider => new DashboardAuthorizationResultHandler(Create(provider, inner), provider.GetRequiredService<RefusalPage>()),
            inner.Lifetime));
    }

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "ServiceDescriptor keeps the constructors of the types it is given.")]
    private static IAuthorizationMiddlewareResultHandler Create(IServiceProvider provider, ServiceDescriptor inner) =>
        (IAuthorizationMiddlewareResultHandler)(inner.ImplementationInstance
            ?? inner.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!));
}
