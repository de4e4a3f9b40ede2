using System.Collections.Concurrent;
using Audit.Delivery;
using Audit.Events;
using Audit.Hosting;
using Audit.Notifying;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Storage.ClickHouse.Tests.Delivery;

/// <summary>The whole engine at a server that refuses everything: somebody is told, nothing is lost, and nothing is made anew behind their back.</summary>
public sealed class HeldDeliveryTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_that_was_dropped_holds_delivery_until_somebody_makes_it_again()
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var application = Create(server, out var notifier);
        var log = application.Services.GetRequiredService<IAuditLog>();
        await log.RecordAsync(SampleEvents.Update(1), Token);
        await log.FlushAsync(Token);
        await application.Client.ExecuteNonQueryAsync("RENAME TABLE audit_logs TO audit_logs_gone", null, null, Token);

        await log.RecordAsync(SampleEvents.Update(2), Token);
        await notifier.Told.WaitAsync(Token);

        Assert.Equal("UNKNOWN_TABLE", application.Services.GetRequiredService<DeliveryState>().Hold?.Code);
        Assert.Equal((HoldReport.Rule, Risk.Critical), (notifier.Received.Single().Rule, notifier.Received.Single().Severity));
        // It is asked again, and does not make what is missing.
        var requests = server.Requests.Count;
        await UntilAsync(() => server.Requests.Count > requests + 1);
        Assert.Equal((byte)0, await application.ScalarAsync<byte>("EXISTS TABLE audit_logs"));

        await application.Client.ExecuteNonQueryAsync("RENAME TABLE audit_logs_gone TO audit_logs", null, null, Token);
        await log.FlushAsync(Token);
        await AssertDeliveredOnceAsync(application, updates: 2);
    }

    [Fact]
    public async Task A_permission_that_was_taken_away_holds_delivery_until_it_is_given_back()
    {
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var application = Create(server, out var notifier);
        var log = application.Services.GetRequiredService<IAuditLog>();
        await log.RecordAsync(SampleEvents.Update(1), Token);
        await log.FlushAsync(Token);
        // As a server answers: the engine in this process knows one account, which may do everything.
        server.BeforeForward = static async context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            context.Response.Headers["X-ClickHouse-Exception-Code"] = "497";
            await context.Response.WriteAsync("Code: 497. DB::Exception: audit_writer: Not enough privileges. (ACCESS_DENIED)", Token);
            await context.Response.CompleteAsync();
        };

        await log.RecordAsync(SampleEvents.Update(2), Token);
        await notifier.Told.WaitAsync(Token);

        Assert.Equal("ACCESS_DENIED", application.Services.GetRequiredService<DeliveryState>().Hold?.Code);
        Assert.Equal(Risk.Critical, notifier.Received.Single().Severity);
        server.BeforeForward = static _ => Task.CompletedTask;
        await log.FlushAsync(Token);
        await AssertDeliveredOnceAsync(application, updates: 2);
    }

    private static StoreApplication Create(ClickHouseServer server, out Notifier notifier)
    {
        var created = notifier = new Notifier();
        var application = StoreApplication.Create(
            $"{server.ConnectionString};Compression=false",
            settings:
            [
                new("Audit:Spool:Directory", TestStateDirectory.NewSpool()),
                new("Audit:Batch:FlushInterval", "00:00:00.010"),
                new("Audit:Delivery:FirstDelay", "00:00:00.001"),
                new("Audit:Delivery:LongestDelay", "00:00:00.020"),
            ],
            add: services => services.AddSingleton<IAuditNotifier>(created));
        application.Services.GetRequiredService<IAuditPipeline>().Start();
        return application;
    }

    private static async Task AssertDeliveredOnceAsync(StoreApplication application, ulong updates)
    {
        Assert.Null(application.Services.GetRequiredService<DeliveryState>().Hold);
        Assert.Equal(
            $"{updates} {updates}",
            await application.ScalarAsync<string>("SELECT concat(toString(count()), ' ', toString(uniqExact(seq))) FROM audit_logs WHERE category = 'database'"));
        Assert.Equal(0, application.Services.GetRequiredService<IAuditPipeline>().Statistics.Dropped);
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        while (!isTrue())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Notifier : IAuditNotifier
    {
        public string Name => "test";

        public ConcurrentQueue<AuditNotification> Received { get; } = new();

        public SemaphoreSlim Told { get; } = new(0);

        public ValueTask NotifyAsync(AuditNotification notification, CancellationToken cancellationToken)
        {
            Received.Enqueue(notification);
            Told.Release();
            return ValueTask.CompletedTask;
        }
    }
}
