using Audit;
using Audit.AspNetCore.Propagation;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets applications that trust each other tell each other who acts.</summary>
public static class AuditPropagationExtensions
{
    /// <summary>
    /// Believes the signed contexts of other applications, and can sign for them, with the secrets of section <c>Audit:AspNetCore:Propagation</c>.
    /// Nothing is sent by this alone: see <see cref="AddAuditPropagation"/> and <see cref="AuditPropagator"/>. Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    public static IAuditBuilder AddPropagation(this IAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAspNetCore();
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(AuditPropagator)))
            return builder;

        services.AddOptions<AuditPropagationOptions>().BindConfiguration(AuditPropagationOptions.SectionName).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditPropagationOptions>, AuditPropagationOptionsValidator>());
        services.AddSingleton<AuditPropagator>();
        services.AddTransient<AuditPropagationHandler>();
        return builder;
    }

    /// <summary>
    /// Sends who acts along with every request of this client, signed, in the header <c>baggage</c>. Only for clients whose servers may know it.
    /// Needs <c>AddPropagation()</c>.
    /// </summary>
    /// <param name="client">The client.</param>
    public static IHttpClientBuilder AddAuditPropagation(this IHttpClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.AddHttpMessageHandler<AuditPropagationHandler>();
    }
}
