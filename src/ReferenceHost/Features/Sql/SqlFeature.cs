using Audit.Storage.ClickHouse.Embedded.Endpoint;
using ReferenceHost.Features.Auditing;

namespace ReferenceHost.Features.Sql;

/// <summary>The audit log by SQL. A ClickHouse server, when there is one, serves analysts itself.</summary>
internal static class SqlFeature
{
    public const string Path = "/clickhouse";

    public static void AddSql(this WebApplicationBuilder builder) =>
        builder.Services.AddHttpContextAccessor().AddSingleton<IClickHouseEndpointAuthenticator, TokenAuthenticator>();

    public static void MapSql(this WebApplication app)
    {
        if (app.Configuration.StoresInProcess())
            app.MapClickHouse(Path);
    }
}
