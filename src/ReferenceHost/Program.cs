using ReferenceHost.Features.Customers;
using ReferenceHost.Features.Maintenance;
using ReferenceHost.Features.NightlyPrices;
using ReferenceHost.Features.Orders;
using ReferenceHost.Features.Products;
using ReferenceHost.Features.Reports;
using ReferenceHost.Features.Shop;
using ReferenceHost.Features.SignIn;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddProblemDetails();
builder.Services.AddValidation();
builder.AddShop();
builder.AddShopSignIn();
builder.AddNightlyPrices();

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseAuthentication();
app.UseAuthorization();

var shop = app.MapGroup("/shop");
shop.MapShopSignIn(app.Environment);
shop.MapProducts();
shop.MapCustomers();
shop.MapOrders();
shop.MapReports();
shop.MapMaintenance();

await app.RunAsync();
