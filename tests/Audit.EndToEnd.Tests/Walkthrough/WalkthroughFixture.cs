using Audit.EndToEnd.Tests.Host;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;

namespace Audit.EndToEnd.Tests.Walkthrough;

/// <summary>A host in which the walk through the shop was made.</summary>
public sealed class WalkthroughFixture : IAsyncLifetime
{
    private readonly HostDirectory _directory = new();
    private HostProcess? _host;
    private HttpClient? _admin;

    internal HostProcess Host => _host!;

    internal AuditApi Api => new(_admin!);

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _host = await HostProcess.StartAsync(_directory.Path, cancellationToken, ("Shop:NightlyPrices:Interval", "00:00:02"));
        _admin = _host.CreateClient(token: HostProcess.AdminToken);
        await ShopWalk.AsAliceAsync(_host, cancellationToken);
        await ShopWalk.AsBobAsync(_host, cancellationToken);
        await ShopWalk.AsVisitorAsync(_host, cancellationToken);
    }

    internal ClickHouseClient CreateSqlClient(string user = HostProcess.AdminName, string token = HostProcess.AdminToken) => new(new ClickHouseClientSettings
    {
        Host = Host.Address.Host,
        Port = (ushort)Host.Address.Port,
        Protocol = "http",
        Path = "/clickhouse",
        Username = user,
        Password = token,
    });

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_host is not null)
            await _host.DisposeAsync();
        _directory.Dispose();
    }
}
