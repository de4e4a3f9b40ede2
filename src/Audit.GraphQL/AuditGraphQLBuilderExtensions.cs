using Audit;
using Audit.GraphQL;
using Audit.GraphQL.Access;
using Audit.GraphQL.Execution;
using Audit.GraphQL.Exports;
using Audit.GraphQL.GraphiQL;
using Audit.GraphQL.Limits;
using Audit.GraphQL.PersistedDocuments;
using Audit.GraphQL.Reads;
using Audit.GraphQL.Schema;
using Audit.GraphQL.Statistics;
using Audit.GraphQL.Transport;
using Audit.GraphQL.Transport.EventStreams;
using Audit.GraphQL.Transport.WebSockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the GraphQL API over the audit log.</summary>
public static class AuditGraphQLBuilderExtensions
{
    /// <summary>
    /// Adds the services of the GraphQL API, configured by section <c>Audit:GraphQL</c>; map it with <c>app.MapAuditGraphQL("/graphql")</c>.
    /// It reads through the <c>IAuditReader</c> of the store. A GraphQL server of the application's own is not touched. Safe to call twice.
    /// </summary>
    /// <param name="builder">What <c>AddAudit</c> returned.</param>
    /// <param name="configure">Changes the options after the section was bound.</param>
    public static IAuditBuilder AddGraphQL(this IAuditBuilder builder, Action<AuditGraphQLOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddLogging();
        if (services.All(static service => service.ServiceType != typeof(AuditGraphSchema)))
        {
            services.AddOptions<AuditGraphQLOptions>().BindConfiguration(AuditGraphQLOptions.SectionName).ValidateOnStart();
            services.AddOptions<AuditPersonalDataOptions>().BindConfiguration(AuditPersonalDataOptions.SectionName).ValidateOnStart();
        }

        if (configure is not null)
            services.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuditGraphQLOptions>, AuditGraphQLDefaultRoles>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditGraphQLOptions>, AuditGraphQLOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AuditPersonalDataOptions>, AuditPersonalDataDefaults>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditPersonalDataOptions>, AuditPersonalDataDefaults>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AuditGraphSchema>();
        services.TryAddSingleton<LogFiguresCache>();
        services.AddCors();
        services.TryAddSingleton<CrossOrigin>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, ApiHeaders>());
        services.TryAddSingleton<ViewerAccess>();
        services.TryAddSingleton<ReadRecorder>();
        services.TryAddSingleton<SubscriptionQuota>();
        services.TryAddSingleton<RequestQuota>();
        services.TryAddSingleton<PersistedDocumentSet>();
        services.TryAddSingleton<OperationRunner>();
        services.TryAddSingleton<SignInCheck>();
        services.TryAddSingleton<EventStreamWriter>();
        services.TryAddSingleton<GraphiQLAccess>();
        services.TryAddSingleton<GraphiQLPage>();
        services.TryAddSingleton<GraphQLEndpoint>();
        services.TryAddSingleton<SocketOperations>();
        services.TryAddSingleton<SocketQuota>();
        services.TryAddSingleton<SocketEndpoint>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, UpgradeMatcherPolicy>());
        services.TryAddSingleton<ExportRoutes>();
        services.TryAddSingleton<ExportEndpoint>();
        services.TryAddSingleton<DownloadEndpoint>();
        return builder;
    }
}
