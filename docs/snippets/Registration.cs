using Audit.AspNetCore.Access;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Microsoft.EntityFrameworkCore;

namespace Audit.Snippets;

/// <summary>How applications put the packages together.</summary>
internal static class Registration
{
    public static void Everything(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);

        builder.AddAudit()
            .AddAspNetCore()                 // who: user, session, API key, client
            .AddEfCore()                     // what: every command of every DbContext
            .AddAccess()                     // who may read the log
            .AddGraphQL()
            .AddClickHouse()                 // where to: Audit:Storage:ConnectionString, or ...
            .AddEmbeddedClickHouse();        // ... inside this process
        builder.Services.AddDbContext<ShopContext>(options => options.UseSqlite("Data Source=shop.db"));
        builder.Services.AddHealthChecks().AddAudit();

        var app = builder.Build();
        app.UseAuthentication();
        app.UseAudit();
        app.UseAuthorization();
        app.MapAuditGraphQL("/graphql").RequireAuthorization(AuditPolicies.Viewer);
    }

    public static void Exports(WebApplicationBuilder builder, WebApplication app)
    {
        builder.AddAudit().AddAccess().AddGraphQL().AddExports().AddClickHouse();
        app.MapAuditGraphQL("/graphql").RequireAuthorization(AuditPolicies.Viewer);
        app.MapAuditExport("/export").RequireAuthorization(AuditPolicies.Viewer);
    }

    public static void Engine(WebApplicationBuilder builder)
    {
        builder.AddAudit()
            .AddAspNetCore()
            .AddEfCore()
            .AddClickHouse();
    }

    public static void EfCore(WebApplicationBuilder builder)
    {
        builder.AddAudit().AddEfCore();
        builder.Services.AddDbContext<ShopContext>(options => options.UseSqlite("Data Source=shop.db"));
    }

    public static void Server(WebApplicationBuilder builder)
    {
        builder.AddAudit().AddClickHouse();
    }

    public static void InProcess(WebApplicationBuilder builder)
    {
        builder.AddAudit().AddClickHouse().AddEmbeddedClickHouse();
    }

    public static void Embedded(WebApplicationBuilder builder, WebApplication app)
    {
        builder.AddAudit()
            .AddClickHouse()
            .AddEmbeddedClickHouse(options => options.Path = "data/audit");
        builder.Services.AddSingleton<IClickHouseEndpointAuthenticator, SqlUsers>();
        app.MapClickHouse("/clickhouse");
    }

    public static void GraphQL(WebApplicationBuilder builder, WebApplication app)
    {
        builder.AddAudit().AddAccess().AddGraphQL();
        app.MapAuditGraphQL("/graphql").RequireAuthorization(AuditPolicies.Viewer);
    }

    public static void Dashboard(WebApplicationBuilder builder, WebApplication app)
    {
        builder.AddAudit().AddAccess().AddGraphQL().AddAuditDashboard();
        app.MapAuditDashboard("/audit").RequireAuthorization(AuditPolicies.Viewer);
    }

    public static void FurtherScheme(WebApplicationBuilder builder)
    {
        builder.AddAudit().AddAccess().AddAccessScheme("Staff");   // the name of the scheme
    }

    public static void AspNetCore(WebApplicationBuilder builder, WebApplication app)
    {
        builder.AddAudit()
            .AddAspNetCore()     // attribution; section Audit:AspNetCore
            .AddAccess();        // tokens, sign-in links and policies for readers; section Audit:Access

        app.UseForwardedHeaders();   // behind a proxy only; with the proxy's address
        app.UseAuthentication();
        app.UseAudit();
        app.UseAuthorization();
        app.UseAudit();              // again, when endpoints name authentication schemes of their own

        app.MapAuditSignIn("/login");
        app.MapAuditSignOut("/logout");
        app.MapGet("/audit-reader", () => "only for readers").RequireAuthorization(AuditPolicies.Viewer);
    }
}
