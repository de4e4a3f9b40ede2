using ReferenceHost.Features.Customers;
using ReferenceHost.Features.Orders;
using ReferenceHost.Features.Products;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.DemoTraffic;

/// <summary>
/// Thinks up the requests of a shopper. The same seed gives the same ones. Some fail, as in life: customers who exist already, orders that do not, goods out of stock.
/// </summary>
internal sealed class DemoPlan(DemoShopper shopper, int seed)
{
    /// <summary>Below this many operations of theirs, nobody breaks anything.</summary>
    private const int EnoughToBreakSomething = 50;

    private static readonly string[] Words = ["tea", "cup", "blue", "large", "spoon", "travel"];
    private static readonly string[] Statuses = ["paid", "shipped", "cancelled"];

    private readonly Random _random = new(HashCode(shopper.Name, seed));

    public IEnumerable<DemoStep> Steps(int commands)
    {
        var planned = 0;
        var hasBroken = commands < EnoughToBreakSomething;
        while (planned < commands)
        {
            var step = hasBroken || planned < commands * 3 / 5 ? Next() : Break();
            hasBroken |= planned >= commands * 3 / 5;
            planned += Math.Max(1, step.Commands);
            yield return step;
        }
    }

    private DemoStep Next() => shopper.Role switch
    {
        DemoRole.StockSync => _random.Next(100) switch
        {
            < 60 => ChangeProduct(),
            < 85 => Get("/shop/reports/low-stock?below=30"),
            _ => Get("/shop/products?take=200"),
        },
        DemoRole.Reporting => _random.Next(3) switch
        {
            0 => Get("/shop/reports/top-products?take=20"),
            1 => Get("/shop/reports/revenue"),
            _ => Get("/shop/orders?take=200"),
        },
        DemoRole.Stranger => Get("/shop/customers", commands: 0),
        DemoRole.Visitor => Browse(),
        _ => Work(),
    };

    private DemoStep Work() => _random.Next(100) switch
    {
        < 45 => Browse(),
        < 65 => PlaceOrder(),
        < 75 => Get($"/shop/orders?customerId={_random.Next(1, ShopContents.CustomerCount + 1)}"),
        < 82 => Get($"/shop/orders/{OrderId()}"),
        < 90 => new DemoStep(HttpMethod.Put, $"/shop/orders/{OrderId()}", new OrderStatusInput(Pick(Statuses)), 1),
        < 93 => ChangeProduct(),
        < 96 => NewCustomer(),
        < 98 => Get("/shop/customers"),
        < 99 => new DemoStep(HttpMethod.Delete, $"/shop/customers/{_random.Next(1, ShopContents.CustomerCount + 40)}", null, 2),
        _ => new DemoStep(HttpMethod.Delete, $"/shop/orders/{OrderId()}", null, 3),
    };

    private DemoStep Browse() => _random.Next(2) == 0
        ? Get($"/shop/products?search={Pick(Words)}")
        : Get($"/shop/products/{_random.Next(1, ShopContents.ProductCount + 3)}");

    private DemoStep PlaceOrder()
    {
        var lines = new List<OrderLineInput>();
        for (var i = _random.Next(1, 4); i > 0; i--)
            lines.Add(new OrderLineInput(_random.Next(1, ShopContents.ProductCount + 1), _random.Next(1, 5)));
        return new DemoStep(HttpMethod.Post, "/shop/orders", new OrderInput(_random.Next(1, ShopContents.CustomerCount + 1), lines), 2 + (3 * lines.Count));
    }

    private DemoStep ChangeProduct()
    {
        var index = _random.Next(ShopContents.ProductCount);
        return new DemoStep(HttpMethod.Put, $"/shop/products/{index + 1}", new ProductInput(ShopContents.ProductName(index), _random.Next(250, 2_500), _random.Next(20, 120)), 2);
    }

    private DemoStep NewCustomer()
    {
        var number = _random.Next(1, 500);
        return new DemoStep(HttpMethod.Post, "/shop/customers", new CustomerInput($"Guest {number}", $"guest-{number}@customers.example"), 1);
    }

    /// <summary>What an audit log is for.</summary>
    private DemoStep Break() => shopper switch
    {
        { Role: DemoRole.Staff, User: "bob" } => new DemoStep(HttpMethod.Post, "/shop/maintenance/abandoned-carts/reset", null, 2),
        { Role: DemoRole.Staff } => new DemoStep(HttpMethod.Delete, "/shop/maintenance/abandoned-carts", null, 1),
        _ => Next(),
    };

    private static DemoStep Get(string path, int commands = 1) => new(HttpMethod.Get, path, null, commands);

    private int OrderId() => _random.Next(1, 60);

    private string Pick(string[] values) => values[_random.Next(values.Length)];

    /// <summary>Unlike the hash code of a string, the same in every process.</summary>
    private static int HashCode(string name, int seed)
    {
        var hash = seed;
        foreach (var letter in name)
            hash = unchecked((hash * 31) + letter);
        return hash & int.MaxValue;
    }
}
