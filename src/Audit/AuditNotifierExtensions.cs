using System.Diagnostics.CodeAnalysis;
using Audit;
using Audit.Hosting;
using Audit.Notifying;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds ways to tell people at once.</summary>
public static class AuditNotifierExtensions
{
    /// <summary>
    /// Adds a webhook that notifications are sent to, signed, or changes the one of that name that the configuration or an earlier call made.
    /// Section <c>Audit:Notifications:Webhooks</c>.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="name">The webhook's name in logs and metrics.</param>
    /// <param name="configure">Sets address and secret.</param>
    public static IAuditBuilder AddWebhookNotifier(this IAuditBuilder builder, string name, Action<AuditWebhookOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);

        builder.Services.Configure<AuditOptions>(options =>
        {
            var webhooks = options.Notifications.Webhooks;
            var webhook = webhooks.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
            if (webhook is null)
                webhooks.Add(webhook = new AuditWebhookOptions { Name = name });
            configure(webhook);
        });
        return builder;
    }

    /// <summary>Adds a notifier of the application's own, as a singleton. Safe to call twice.</summary>
    /// <typeparam name="T">The notifier; it has a name that no other notifier has.</typeparam>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    public static IAuditBuilder AddNotifier<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IAuditBuilder builder)
        where T : class, IAuditNotifier
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuditNotifier, T>());
        return builder;
    }
}
