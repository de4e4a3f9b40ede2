using Audit;
using Audit.Guarding;
using Audit.Guarding.Asking;
using Audit.Guarding.Attempts;
using Audit.Guarding.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the guard.</summary>
public static class GuardAuditBuilderExtensions
{
    /// <summary>
    /// Guards database operations before they run, by the policy of the section <c>Audit:Guard</c>. Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="configure">Changes the options after the configuration was read, at the start and whenever it is reloaded.</param>
    public static IAuditBuilder AddGuard(this IAuditBuilder builder, Action<GuardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;

        services.AddOptions<GuardOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<GuardOptions>, GuardOptionsBinding>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GuardOptions>, GuardOptionsValidator>());
        if (configure is not null)
            services.Configure(configure);

        services.TryAddSingleton<GuardSettings>();
        services.TryAddSingleton<AttemptRecorder>();
        services.TryAddSingleton<ApprovalDesk>();
        services.TryAddSingleton(static _ => GuardConsole.OfProcess());
        services.TryAddSingleton<Person>();
        services.TryAddSingleton<IOperationGuard, OperationGuard>();
        return builder.AddApprovals();
    }
}
