using Audit;
using Audit.AdoNet.Attribution;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Decorators;
using Audit.AdoNet.Guarding;
using Audit.AdoNet.Opening;
using Audit.AdoNet.Parameters;
using Audit.AdoNet.Recording;
using Audit.AdoNet.Transactions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the capture of ADO.NET commands.</summary>
public static class AdoNetAuditBuilderExtensions
{
    /// <summary>
    /// Adds what every capture of database commands needs, with the sections <c>Audit:AdoNet:Parameters</c> and
    /// <c>Audit:AdoNet:Connections</c> of the configuration. Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    /// <param name="configureParameters">Changes what is recorded of parameters, after the configuration was bound.</param>
    public static IAuditBuilder AddAdoNet(this IAuditBuilder builder, Action<AdoNetParameterOptions>? configureParameters = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;

        if (!services.Any(static service => service.ServiceType == typeof(CommandRecorder)))
        {
            services.AddOptions<AdoNetParameterOptions>()
                .Configure<IServiceProvider>(static (options, provider) =>
                {
                    if (Section(provider, AdoNetParameterOptions.SectionName) is { } section)
                        section.Bind(options);
                })
                .ValidateOnStart();
            services.AddOptions<AdoNetConnectionOptions>()
                .Configure<IServiceProvider>(static (options, provider) =>
                {
                    if (Section(provider, AdoNetConnectionOptions.SectionName) is { } section)
                        section.Bind(options);
                });
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdoNetParameterOptions>, AdoNetParameterOptionsValidator>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdoNetParameterOptions>, ParameterValueRulesValidator>());
            services.AddOptions<AdoNetAttributionOptions>()
                .Configure<IServiceProvider>(static (options, provider) =>
                {
                    if (Section(provider, AdoNetAttributionOptions.SectionName) is { } section)
                        section.Bind(options);
                })
                .ValidateOnStart();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdoNetAttributionOptions>, AttributionOptionsValidator>());
            services.TryAddSingleton<CommandAttribution>();
            services.TryAddSingleton<ConnectionProfiles>();
            services.TryAddSingleton<ParameterCapture>();
            services.TryAddSingleton<CaptureFailures>();
            services.TryAddSingleton<SafeLog>();
            services.TryAddSingleton<TransactionEvents>();
            services.TryAddSingleton<TransactionRecorder>();
            services.TryAddSingleton<ConnectionRecorder>();
            services.TryAddSingleton<CommandGuard>();
            services.TryAddSingleton<CommandRecorder>();
            services.TryAddSingleton<CommandCapture>();
        }

        if (configureParameters is not null)
            services.Configure(configureParameters);
        return builder;
    }

    // At design time and in tests there may be no configuration.
    private static IConfigurationSection? Section(IServiceProvider provider, string name) =>
        provider.GetService<IConfiguration>()?.GetSection(name);
}
