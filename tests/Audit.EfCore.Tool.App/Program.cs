using Audit.EfCore.Tool.App;
using Audit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// An application as EF Core's tools meet it: they build its services, and never start its host.
var builder = Host.CreateApplicationBuilder(args);
var settings = builder.Configuration.GetSection("App");
builder.Services.AddSingleton<IAuditStore>(new FileStore(settings["Record"]!));
builder.AddAudit().AddEfCore().AddGuard();
builder.Services.AddDbContext<ThingsContext>(options => options.UseSqlite($"Data Source={settings["Database"]};Pooling=False"));
await builder.Build().RunAsync();
