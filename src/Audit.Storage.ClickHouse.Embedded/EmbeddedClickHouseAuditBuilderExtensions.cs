using Audit;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Embedded;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

#pragma warning disable IDE0130 // Found without a using of our own.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Registers the embedded ClickHouse engine.</summary>
public static class EmbeddedClickHouseAuditBuilderExtensions
{
    /// <summary>
    /// Runs ClickHouse inside this process and is its <see cref="IClickHouseTransport"/>: add the store with
    /// <c>AddClickHouse</c> and no connection string. Options come from <c>Audit:Storage:Embedded</c>, those of the SQL endpoint from <c>Audit:Sql</c>.
    /// </summary>
    /// <param name="builder">The audit builder.</param>
    /// <param name="configure">Changes the options after the configuration has been read.</param>
    /// <param name="configureEndpoint">Changes the options of the SQL endpoint likewise.</param>
    public static IAuditBuilder AddEmbeddedClickHouse(
        this IAuditBuilder builder, Action<EmbeddedClickHouseOptions>? configure = null, Action<ClickHouseEndpointOptions>? configureEndpoint = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        var options = services.AddOptions<EmbeddedClickHouseOptions>().BindConfiguration(EmbeddedClickHouseOptions.SectionName).ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        var endpoint = services.AddOptions<ClickHouseEndpointOptions>().BindConfiguration(ClickHouseEndpointOptions.SectionName).ValidateOnStart();
        if (configureEndpoint is not null)
            endpoint.Configure(configureEndpoint);
        // Here, because configuration adds to a list that is not empty.
        endpoint.PostConfigure<IOptions<ClickHouseStorageOptions>>(static (sql, storage) =>
        {
            if (sql.Databases.Count == 0)
                sql.Databases = [storage.Value.Database];
            if (sql.Roles.Count == 0)
                sql.Roles = ["Analyst", "Admin"];
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmbeddedClickHouseOptions>, EmbeddedClickHouseOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmbeddedClickHouseOptions>, EmbeddedClickHouseOptionsTimesValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClickHouseEndpointOptions>, ClickHouseEndpointOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClickHouseEndpointOptions>, ClickHouseEndpointOptionsTimesValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EmbeddedClickHouseEngine>();
        services.TryAddSingleton<StatementPlaces>();
        services.TryAddSingleton<ReadRecorder>();
        services.TryAddSingleton<ClickHouseEndpoint>();
        services.TryAddSingleton<SqlPort>();
        services.TryAddSingleton<SqlPortStartup>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, SqlPortPolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, SqlPortStartup>(static provider => provider.GetRequiredService<SqlPortStartup>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SqlPortStartup>(static provider => provider.GetRequiredService<SqlPortStartup>()));
        services.TryAddSingleton<IClickHouseTransport, EmbeddedClickHouseTransport>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EmbeddedClickHouseEngine>(
            static provider => provider.GetRequiredService<EmbeddedClickHouseEngine>()));
        return builder;
    }
}
