using System.Diagnostics.CodeAnalysis;
using Audit;
using Audit.Buffering;
using Audit.Capture;
using Audit.Classification;
using Audit.Delivery;
using Audit.Delivery.Clocks;
using Audit.Diagnostics;
using Audit.Events;
using Audit.Hosting;
using Audit.Live;
using Audit.Notifying;
using Audit.Outboxes;
using Audit.Redaction;
using Audit.Redaction.Events;
using Audit.Retention;
using Audit.Spooling;
using Audit.Spooling.Files;
using Audit.Spooling.Writing;
using Audit.Statements;
using Audit.Statistics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds auditing to an application.</summary>
public static class AuditServiceCollectionExtensions
{
    /// <summary>
    /// Adds the audit engine: <see cref="IAuditLog"/> to record events, and the pipeline that delivers them to the <c>IAuditStore</c>
    /// that another package adds to the returned builder. Safe to call again.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Changes the options after the section <c>Audit</c> of the configuration was bound.</param>
    public static IAuditBuilder AddAudit(this IServiceCollection services, Action<AuditOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        AddOptions(services);
        if (configure is not null)
            services.Configure(configure);

        services.TryAddSingleton<PipelineCounters>();
        services.TryAddSingleton<LossLedger>();
        services.TryAddSingleton<DeliveryState>();
        services.TryAddSingleton<ClockState>();
        services.TryAddSingleton<DeliveryNotices>();
        services.TryAddSingleton<ProcessRun>();
        services.TryAddSingleton<AuditInstruments>();
        services.TryAddSingleton<BatchLatencies>();
        services.TryAddSingleton<StatisticsSource>();
        services.TryAddSingleton<IRetentionClasses, RetentionClasses>();
        services.TryAddSingleton<IAuditStatistics>(static provider => provider.GetRequiredService<StatisticsSource>());
        services.TryAddSingleton(static provider => new EventBuffer(
            OptionsOf(provider).Buffer, provider.GetRequiredService<PipelineCounters>(), provider.GetRequiredService<LossLedger>()));
        services.TryAddSingleton(static provider => new MemoryBatchQueue(OptionsOf(provider).Delivery.MaxQueuedBytes));
        services.TryAddSingleton<DeliveryProgress>();
        services.TryAddSingleton<ISpoolFiles, SpoolFiles>();
        services.TryAddSingleton<SpoolState>();
        services.TryAddSingleton<Spool>();
        services.TryAddSingleton<AcknowledgementGate>();
        services.TryAddSingleton<IStatementClassifier, StatementClassifier>();
        services.TryAddSingleton<IAuditRedactor, AuditRedactor>();
        services.TryAddSingleton<EventRedactor>();
        services.TryAddSingleton<CapturePolicy>();
        AddNotifications(services);
        services.TryAddSingleton<SharedStore>();
        services.TryAddSingleton<OutboxState>();
        services.TryAddSingleton<IAuditOutboxDelivery, OutboxDelivery>();
        services.TryAddSingleton<LiveTail>();
        services.TryAddSingleton<IAuditLiveTail>(static provider => provider.GetRequiredService<LiveTail>());
        services.TryAddSingleton<AuditPipeline>();
        services.TryAddSingleton<PipelineEnding>();
        services.TryAddSingleton<IAuditPipeline>(static provider => provider.GetRequiredService<AuditPipeline>());
        services.TryAddSingleton<ProcessEnd>();
        services.TryAddSingleton(CreateLog);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AuditPipelineService>());
        return new AuditBuilder(services);
    }

    /// <summary>Adds the audit engine to a host; see <see cref="AddAudit(IServiceCollection, Action{AuditOptions}?)"/>.</summary>
    /// <param name="builder">The builder of the host.</param>
    /// <param name="configure">Changes the options after the section <c>Audit</c> of the configuration was bound.</param>
    public static IAuditBuilder AddAudit(this IHostApplicationBuilder builder, Action<AuditOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddAudit(configure);
    }

    /// <summary>
    /// Adds a hosted service that acts under its own name: every event it causes carries the actor <c>service</c> with that name, and points to the event
    /// of its run, which is recorded when it ended.
    /// </summary>
    /// <typeparam name="T">The hosted service, for example a <see cref="BackgroundService"/>.</typeparam>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The service's name; unless given, that of the type in kebab case, for example <c>nightly-price-job</c>.</param>
    public static IServiceCollection AddAuditedHostedService<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this IServiceCollection services, string? name = null)
        where T : class, IHostedService
    {
        ArgumentNullException.ThrowIfNull(services);

        services.TryAddSingleton<T>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AuditedHostedService<T>>(
            provider => new AuditedHostedService<T>(
                provider.GetRequiredService<T>(), name ?? ServiceName.Of(typeof(T)), provider.GetRequiredService<IAuditLog>, provider.GetRequiredService<TimeProvider>())));
        return services;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<AuditOptions>, AuditOptionsBinding>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOptions>, AuditOptionsRules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOptions>, RedactionRules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOptions>, CaptureOptionsRules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOptions>, RetentionOptionsValidator>());
    }

    private static void AddNotifications(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOptions>, NotificationOptionsValidator>());
        services.TryAddSingleton<NotificationCounters>();
        services.TryAddSingleton<NotifierSet>();
        services.TryAddSingleton<NotificationDispatcher>();
        services.TryAddSingleton<IAuditNotifications>(static provider => OptionsOf(provider).Enabled
            ? provider.GetRequiredService<NotificationDispatcher>()
            : new DisabledNotifications());
    }

    private static IAuditLog CreateLog(IServiceProvider provider)
    {
        if (!OptionsOf(provider).Enabled)
            return new DisabledAuditLog();
        provider.GetRequiredService<ProcessEnd>();
        return new AuditLog(
            provider.GetRequiredService<EventBuffer>(), provider.GetRequiredService<CapturePolicy>(), provider.GetRequiredService<EventRedactor>(), provider.GetRequiredService<AcknowledgementGate>());
    }

    private static AuditOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<AuditOptions>>().Value;
}
