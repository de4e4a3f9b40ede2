using ReferenceHost.Features.ApiKeys;

namespace ReferenceHost.Features.DemoTraffic;

/// <summary>What a shopper comes for.</summary>
internal enum DemoRole
{
    /// <summary>Looks, buys, and looks after orders and customers.</summary>
    Staff,

    /// <summary>A program that keeps the stock up to date.</summary>
    StockSync,

    /// <summary>A program that draws reports.</summary>
    Reporting,

    /// <summary>Looks, and is nobody.</summary>
    Visitor,

    /// <summary>Tries a key that is none.</summary>
    Stranger,
}

/// <summary>Someone who uses the shop.</summary>
/// <param name="Name">A name for the report.</param>
/// <param name="Role">What they come for.</param>
/// <param name="User">The user who signs in; <see langword="null"/> for nobody.</param>
/// <param name="ApiKey">The API key that is sent; <see langword="null"/> for none.</param>
/// <param name="UserAgent">The program they use.</param>
/// <param name="Share">How much of the traffic is theirs, in percent.</param>
internal sealed record DemoShopper(string Name, DemoRole Role, string? User, string? ApiKey, string UserAgent, int Share)
{
    public static IReadOnlyList<DemoShopper> All { get; } =
    [
        new("alice, at her desk", DemoRole.Staff, "alice", null, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", 28),
        new("alice, on her phone", DemoRole.Staff, "alice", null, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1", 10),
        new("bob", DemoRole.Staff, "bob", null, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36", 22),
        new("bob's stock program", DemoRole.StockSync, null, ApiKeyFeature.BobsDemoKey, "stock-sync/2.3", 16),
        new("alice's reports", DemoRole.Reporting, null, ApiKeyFeature.AlicesDemoKey, "report-runner/1.0", 8),
        new("a visitor", DemoRole.Visitor, null, null, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15", 15),
        new("someone with a wrong key", DemoRole.Stranger, null, "not-a-key", "python-requests/2.32", 1),
    ];
}
