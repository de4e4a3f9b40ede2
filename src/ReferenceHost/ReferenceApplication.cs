using ReferenceHost.Features.ApiKeys;
using ReferenceHost.Features.Auditing;
using ReferenceHost.Features.Customers;
using ReferenceHost.Features.DemoTraffic;
using ReferenceHost.Features.Guarding;
using ReferenceHost.Features.Health;
using ReferenceHost.Features.Maintenance;
using ReferenceHost.Features.NightlyPrices;
using ReferenceHost.Features.Orders;
using ReferenceHost.Features.Products;
using ReferenceHost.Features.Reports;
using ReferenceHost.Features.Shop;
using ReferenceHost.Features.SignIn;
using ReferenceHost.Features.Sql;
using ReferenceHost.Features.Telemetry;
using ReferenceHost.Features.Welcome;

namespace ReferenceHost;

/// <summary>Puts the host together.</summary>
internal static class ReferenceApplication
{
    public static WebApplication Create(string[] args)
    {
        // The settings lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<RefusedOperationHandler>();
        builder.Services.AddValidation();
        builder.AddAuditing();
        builder.AddShop();
        builder.AddShopSignIn();
        builder.AddShopKeys();
        builder.AddNightlyPrices();
        builder.AddSql();
        builder.AddHealth();
        builder.AddTelemetry();
        builder.AddWelcome();
        builder.Services.AddAuditedCommand<DemoTrafficCommand>();

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAudit();
        app.UseAuthorization();
        // Those who read the audit log sign in by schemes of their own, which only authorization asks for.
        app.UseAudit();

        var shop = app.MapGroup("/shop");
        shop.MapShopSignIn(app.Environment);
        shop.MapApiKeys();
        shop.MapProducts();
        shop.MapCustomers();
        shop.MapOrders();
        shop.MapReports();
        shop.MapMaintenance(app.Environment);

        app.MapAuditLog();
        app.MapSql();
        app.MapHealth();
        app.MapTelemetry();
        app.MapWelcome();
        return app;
    }
}
