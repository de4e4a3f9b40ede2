using Audit.AspNetCore.Access;
using ReferenceHost.Features.Access;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.Auditing;

/// <summary>What records the shop's database operations, and where to.</summary>
internal static class AuditingFeature
{
    public const string GraphQLPath = "/graphql";
    public const string ExportPath = "/export";

    public const string DashboardPath = "/audit";

    private const string ServerKey = "Audit:Storage:ConnectionString";
    private const string EmbeddedPathKey = "Audit:Storage:Embedded:Path";

    public static void AddAuditing(this WebApplicationBuilder builder)
    {
        var audit = builder.AddAudit(options => options.Spool.Directory ??= Path.Combine(builder.Configuration.DataDirectory(), "spool"))
            .AddAspNetCore()
            .AddSessions()
            .AddEfCore()
            .AddEntityChanges()
            .AddGuard()
            .AddAccess()
            .AddGraphQL()
            .AddExports(options => options.Directory ??= Path.Combine(builder.Configuration.DataDirectory(), "exports"))
            .AddAuditDashboard(options => options.GraphQLPath = GraphQLPath)
            .AddClickHouse();
        audit.AddJwtAccess(builder.Configuration);
        audit.AddOidcSignIn(builder.Configuration);
        builder.KeepCookieKeys();
        if (builder.Configuration.StoresInProcess())
            audit.AddEmbeddedClickHouse(options => options.Path = builder.Configuration.EmbeddedPath());
        if (builder.Configuration.Redis() is { } redis)
            audit.AddRedis(options => options.ConnectionString = redis);
    }

    /// <summary>The log by GraphQL, as files and in a browser, for those who hold a token or came by a sign-in link.</summary>
    public static void MapAuditLog(this WebApplication app)
    {
        app.MapAuditGraphQL(GraphQLPath).RequireAuthorization(AuditPolicies.Viewer);
        app.MapAuditExport(ExportPath).RequireAuthorization(AuditPolicies.Viewer);
        app.MapAuditDashboard(DashboardPath).RequireAuthorization(AuditPolicies.Viewer);
    }

    /// <summary>Whether the log is kept by the engine in this process, rather than by a ClickHouse server.</summary>
    public static bool StoresInProcess(this IConfiguration configuration) => string.IsNullOrWhiteSpace(configuration[ServerKey]);

    /// <summary>The Redis through which several hosts share keys and sessions; <see langword="null"/> for none.</summary>
    public static string? Redis(this IConfiguration configuration) => configuration.GetConnectionString("Redis") is { Length: > 0 } redis ? redis : null;

    public static string EmbeddedPath(this IConfiguration configuration) =>
        configuration[EmbeddedPathKey] is { Length: > 0 } configured ? configured : Path.Combine(configuration.DataDirectory(), "audit");
}
