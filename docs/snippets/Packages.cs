using Audit.Context;
using Audit.Events;
using Audit.Storage.ClickHouse.Embedded;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.EntityFrameworkCore;

namespace Audit.Snippets;

public sealed class InvoiceExporter(IAuditLog audit, TimeProvider time)
{
    public async Task ExportAsync(string customer, CancellationToken cancellationToken)
    {
        await audit.RecordAsync(
            new AuditEvent(time.GetUtcNow())
            {
                Category = EventCategory.System,
                Action = "invoices.exported",
                Attributes = [new("customer", customer)],
            },
            cancellationToken);
    }
}

internal static class NightlyPrices
{
    public static async Task RunAsync()
    {
        using (AuditContext.Push(AuditContext.Current with { Actor = AuditActor.Service("nightly-prices") }))
            await RecalculatePricesAsync();
    }

    private static Task RecalculatePricesAsync() => Task.CompletedTask;
}

internal sealed class ShopContext(IServiceProvider services) : DbContext
{
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseAudit(services);
}

internal sealed class SqlUsers : IClickHouseEndpointAuthenticator
{
    public ValueTask<ClickHousePrincipal?> AuthenticateAsync(string user, string password, CancellationToken cancellationToken) => new((ClickHousePrincipal?)null);
}

internal static class EngineWithoutHost
{
    public static async Task RunAsync()
    {
        await using var engine = await EmbeddedClickHouse.OpenAsync(new EmbeddedClickHouseOptions { Path = "data/audit" });
        using var http = engine.CreateHttpClient();
        using var client = new ClickHouseClient(new ClickHouseClientSettings { Host = EmbeddedClickHouse.Address.Host, Port = 80, Protocol = "http", HttpClient = http });
    }
}
