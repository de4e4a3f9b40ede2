using Audit.Testing.OpenIdProvider;
using ReferenceHost.Tests.Access;
using ReferenceHost.Tests.Secrets;

namespace ReferenceHost.Tests.Hosting;

/// <summary>The host with everything on, as a newcomer starts it, and all that it tells of itself.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    private RunningHost? _host;
    private Authority? _authority;

    internal RunningHost Host => _host ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <summary>Where people sign in with a browser. Its settings are of one test at a time.</summary>
    internal Authority Authority => _authority ?? throw new InvalidOperationException("The fixture has not been initialised.");

    internal ToldLogs Logs { get; } = new();

    internal ToldMetrics Metrics { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _authority = await Authority.StartAsync();
        _host = await RunningHost.StartAsync(Logs, [.. ParameterPlanting.Settings, .. SignedToken.Settings, .. OidcTests.Settings(_authority), .. Drivers("SqlServer", "MySql", "Oracle"),
            // All tests come from one address, and many of them with what is wrong.
            "--Audit:Access:MaxFailures", "1000"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_authority is not null)
            await _authority.DisposeAsync();
        Metrics.Dispose();
        Logs.Dispose();
    }

    private static IEnumerable<string> Drivers(params string[] dialects) =>
        dialects.SelectMany(static dialect => new[] { $"--Audit:AdoNet:Connections:Dialects:ReferenceHost.Tests.Secrets.{dialect}Connection", dialect });
}
