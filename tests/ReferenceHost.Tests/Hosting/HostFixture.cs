namespace ReferenceHost.Tests.Hosting;

/// <summary>The host with everything on, as a newcomer starts it.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    private RunningHost? _host;

    internal RunningHost Host => _host ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public async ValueTask InitializeAsync() => _host = await RunningHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }
}
