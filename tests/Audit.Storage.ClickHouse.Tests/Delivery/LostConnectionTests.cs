using System.Net;
using System.Net.Sockets;
using Audit.Delivery;
using Audit.Events;
using Audit.Hosting;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Storage.ClickHouse.Tests.Delivery;

/// <summary>The whole engine, delivering to a server over connections that break.</summary>
public sealed class LostConnectionTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static KeyValuePair<string, string?>[] Settings =>
    [
        new("Audit:Spool:Directory", TestStateDirectory.NewSpool()),
        new("Audit:Batch:MaxRows", "50"),
        new("Audit:Batch:FlushInterval", "00:00:00.010"),
        new("Audit:Delivery:FirstDelay", "00:00:00.001"),
        new("Audit:Delivery:LongestDelay", "00:00:00.010"),
        new("Audit:Delivery:FirstBreak", "00:00:00.500"),
        new("Audit:Delivery:LongestBreak", "00:00:00.500"),
    ];

    [Theory]
    [InlineData(10_000)]
    [InlineData(0)]
    public async Task A_connection_that_is_lost_after_the_store_committed_leaves_every_event_there_once(int rememberedTokens)
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var proxy = new CuttingProxy(server.Port);
        await using var application = StoreApplication.Create($"Host=127.0.0.1;Port={proxy.Port};Protocol=http;Compression=false", settings: Settings);
        await application.Store.InitializeAsync(Token);
        // A store that has forgotten the tokens has to be asked what it has.
        await application.Client.ExecuteNonQueryAsync($"ALTER TABLE audit_logs MODIFY SETTING non_replicated_deduplication_window = {rememberedTokens}", null, null, Token);
        application.Services.GetRequiredService<IAuditPipeline>().Start();
        var log = application.Services.GetRequiredService<IAuditLog>();
        Assert.True(await log.RecordAsync(SampleEvents.Update(1), Token));
        await log.FlushAsync(Token);

        // The store is ready now: what is answered from here on are inserts, and questions about them.
        var answers = 0;
        proxy.LosesAnswer = () => Interlocked.Increment(ref answers) % 3 == 1 && proxy.Cuts < 6;
        for (var number = 2; number <= 1000; number++)
            Assert.True(await log.RecordAsync(SampleEvents.Update(number), Token));
        await log.FlushAsync(Token);

        Assert.Equal(6, proxy.Cuts);
        Assert.Equal("1000 1000 1000", await application.ScalarAsync<string>("SELECT concat(toString(count()), ' ', toString(uniqExact(seq)), ' ', toString(max(seq))) FROM audit_logs"));
        var statistics = application.Services.GetRequiredService<IAuditPipeline>().Statistics;
        Assert.Equal((1000, 1000, 0), (statistics.Recorded, statistics.Delivered, statistics.Dropped));
        Assert.InRange(statistics.FailedAttempts, 6, 12);
    }

    [Fact]
    public async Task A_name_that_is_not_known_is_asked_for_again_until_it_is()
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        var names = new Names();
        await using var application = StoreApplication.Create(
            $"Host=clickhouse;Port={server.Port};Protocol=http", settings: Settings, add: services => services.AddSingleton<IClickHouseTransport>(names));
        application.Services.GetRequiredService<IAuditPipeline>().Start();
        var log = application.Services.GetRequiredService<IAuditLog>();
        var state = application.Services.GetRequiredService<DeliveryState>();
        for (var number = 1; number <= 100; number++)
            Assert.True(await log.RecordAsync(SampleEvents.Update(number), Token));
        await names.Asked.WaitAsync(Token);
        await names.Asked.WaitAsync(Token);
        Assert.Null(state.Hold);

        names.Name = "localhost";
        await log.FlushAsync(Token);

        Assert.Equal("100 100", await application.ScalarAsync<string>("SELECT concat(toString(count()), ' ', toString(uniqExact(seq))) FROM audit_logs"));
    }

    /// <summary>The network, with the real resolver, and a name that changes.</summary>
    private sealed class Names : IClickHouseTransport
    {
        public string Name { get; set; } = "no-such-host.invalid";

        /// <summary>Released with every question.</summary>
        public SemaphoreSlim Asked { get; } = new(0);

        public bool IsRemote => true;

        public HttpMessageHandler CreateHandler() => new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                Asked.Release();
                var addresses = await Dns.GetHostAddressesAsync(Name, AddressFamily.InterNetwork, cancellationToken);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
    }
}
