using Microsoft.EntityFrameworkCore;

namespace ReferenceHost.Features.Shop;

/// <summary>Creates the shop's tables and fills them at the first start.</summary>
internal sealed class ShopSeeder(IServiceScopeFactory scopes, TimeProvider time) : IHostedService
{
    private static readonly string[] Goods = ["Teapot", "Kettle", "Cup", "Saucer", "Tea towel", "Sugar bowl", "Tea strainer", "Caddy", "Tray", "Spoon"];
    private static readonly string[] Makes = ["Plain", "Blue", "Large", "Travel"];
    private static readonly string[] Names = ["Ada", "Grace", "Edsger", "Barbara", "Donald", "Radia", "Niklaus", "Frances"];

    public static int ProductCount => Makes.Length * Goods.Length;

    public static int CustomerCount => Names.Length;

    public static string ProductName(int index) => $"{Makes[index / Goods.Length]} {Goods[index % Goods.Length].ToLowerInvariant()}";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var shop = scope.ServiceProvider.GetRequiredService<ShopDbContext>();
        await shop.Database.EnsureCreatedAsync(cancellationToken);
        if (await shop.Products.AnyAsync(cancellationToken))
            return;

        var now = time.GetUtcNow().UtcDateTime;
        var price = 250;
        for (var i = 0; i < ProductCount; i++)
            shop.Products.Add(new Product { Name = ProductName(i), PriceCents = price += 45, Stock = 40 + (price % 60), UpdatedAt = now });

        foreach (var name in Names)
            shop.Customers.Add(new Customer { Name = name, Email = $"{name.ToLowerInvariant()}@customers.example" });
        for (var i = 0; i < 12; i++)
            shop.AbandonedCarts.Add(new AbandonedCart { Visitor = $"visitor-{i}", CreatedAt = now.AddDays(-i) });
        await shop.SaveChangesAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
