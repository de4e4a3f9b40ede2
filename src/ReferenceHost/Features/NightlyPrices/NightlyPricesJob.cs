using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.NightlyPrices;

/// <summary>Marks down what nobody touched for a month. Nobody asks for it: its work is attributed to the service itself.</summary>
internal sealed class NightlyPricesJob(IServiceScopeFactory scopes, TimeProvider time, IOptions<NightlyPricesOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await MarkDownAsync(stoppingToken);
    }

    private async Task MarkDownAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var shop = scope.ServiceProvider.GetRequiredService<ShopDbContext>();
        var now = time.GetUtcNow().UtcDateTime;
        var lastMonth = now.AddDays(-30);
        await shop.Products
            .Where(product => product.UpdatedAt < lastMonth)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(product => product.PriceCents, product => product.PriceCents * 95 / 100)
                    .SetProperty(product => product.UpdatedAt, now),
                cancellationToken);
    }
}
