using Audit.EndToEnd.Tests.Host;

namespace Audit.EndToEnd.Tests.Walkthrough;

/// <summary>What <see cref="ShopWalk"/> must leave in the log: every command of it, in its order.</summary>
internal static class ExpectedEvents
{
    private const string Loopback = "127.0.0.1";

    public static IReadOnlyList<SeenEvent> OfAlice { get; } =
    [
        Alice("POST /shop/products", "SAVE_CHANGES", "INSERT", written: "Products", affected: 1),
        Alice("PUT /shop/products/{id:int}", "LINQ", "SELECT", read: "Products", rows: 1),
        Alice("PUT /shop/products/{id:int}", "SAVE_CHANGES", "UPDATE", written: "Products", affected: 1),
        Alice("GET /shop/products/{id:int}", "LINQ", "SELECT", read: "Products", rows: 1),
        Alice("POST /shop/orders", "LINQ", "SELECT", read: "Customers", rows: 1),
        Alice("POST /shop/orders", "BULK", "UPDATE", written: "Products", affected: 1),
        Alice("POST /shop/orders", "LINQ", "SELECT", read: "Products", rows: 1),
        Alice("POST /shop/orders", "BULK", "UPDATE", written: "Products", affected: 1),
        Alice("POST /shop/orders", "LINQ", "SELECT", read: "Products", rows: 1),
        Alice("POST /shop/orders", "SAVE_CHANGES", "INSERT", written: "Orders", affected: 1),
        Alice("POST /shop/orders", "SAVE_CHANGES", "INSERT", written: "OrderLine", affected: 1),
        Alice("POST /shop/orders", "SAVE_CHANGES", "INSERT", written: "OrderLine", affected: 1),
        Alice("GET /shop/reports/top-products", "RAW_SQL", "SELECT", read: "OrderLine,Products", rows: 2),
        Alice("DELETE /shop/maintenance/abandoned-carts", "RAW_SQL", "DELETE", written: "AbandonedCarts", affected: 12) with { Reasons = "delete_no_where" },
    ];

    public static IReadOnlyList<SeenEvent> OfBob { get; } =
    [
        Bob("GET /shop/customers", "LINQ", "SELECT", read: "Customers", rows: 3),
        // SQLITE_CONSTRAINT_UNIQUE
        Bob("POST /shop/customers", "SAVE_CHANGES", "INSERT", written: "Customers") with { Outcome = "FAILED", ErrorCode = "2067" },
        Bob("POST /shop/orders", "LINQ", "SELECT", read: "Customers", rows: 1),
        Bob("POST /shop/orders", "BULK", "UPDATE", written: "Products", affected: 1),
        Bob("POST /shop/orders", "LINQ", "SELECT", read: "Products", rows: 1),
        Bob("POST /shop/orders", "BULK", "UPDATE", written: "Products", affected: 0),
    ];

    public static IReadOnlyList<SeenEvent> OfVisitor { get; } =
    [
        Alice("GET /shop/products", "LINQ", "SELECT", read: "Products", rows: 7) with { Actor = "ANONYMOUS:" },
    ];

    public static SeenEvent OfNightlyJob { get; } =
        Alice("", "BULK", "UPDATE", written: "Products", affected: 0) with { Actor = "SERVICE:nightly-prices", Ip = null };

    private static SeenEvent Bob(string route, string source, string operations, string read = "", string written = "", long? affected = null, long? rows = null) =>
        Alice(route, source, operations, read, written, affected, rows) with { Actor = "API_KEY:bob", ApiKey = "key-bob-1" };

    private static SeenEvent Alice(string route, string source, string operations, string read = "", string written = "", long? affected = null, long? rows = null) =>
        new("USER:alice", null, Loopback, route, source, operations, read, written, affected, rows, "SUCCEEDED", null, "");
}
