using System.Text.Json.Nodes;
using Audit.Context;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Hosting;
using Audit.Live;
using Audit.Storage.ClickHouse.Connection;
using Audit.Testing.EmbeddedEngine;
using Audit.Testing.Filters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Engine;

/// <summary>Following the log through the real pipeline and the real engine.</summary>
public sealed class LiveEngineTests(EmbeddedEngineFixture engine) : IAsyncLifetime
{
    private const string Event =
        """
        { id occurredAt category action outcome risk destructive durationMicroseconds error errorCode application environment instance retentionClass expiresAt attributes
          actor { type id name tenantId impersonatorId } client { ip userAgent sessionId apiKeyId }
          correlation { traceId spanId requestId httpMethod httpRoute transactionId parentEventId }
          database { system server database operations tablesRead tablesWritten statement fingerprint parameters { name value redacted } rowsAffected rowsRead source destructiveReasons }
          entity { entity key state changes { property before after redacted } } command { name arguments exitCode } }
        """;

    private string _database = null!;
    private GraphHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await engine.CreateDatabaseAsync("live");
        _host = await GraphHost.StartAsync(
            null,
            new() { ["Audit:Storage:Database"] = _database },
            audit =>
            {
                // The store tells by its own clock what is new.
                audit.Services.AddSingleton(TimeProvider.System);
                audit.Services.AddSingleton<IClickHouseTransport>(new EngineTransport(engine));
                audit.Services.AddAudit(options => options.Spool.Enabled = false);
                audit.AddClickHouse();
            });
    }

    [Fact]
    public async Task Event_that_is_followed_is_the_event_that_is_stored()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", $"subscription{{auditEventAdded(filter:{{action:{{ne:\"audit.subscribe\"}}}}){Event}}}");
        await UntilFollowedAsync();
        var log = _host.Services.GetRequiredService<IAuditLog>();
        foreach (var auditEvent in EventGenerator.Generate(60, seed: 7))
            log.Record(auditEvent);
        var live = new List<JsonNode>();
        while (live.Count < 60)
            live.Add((await socket.ReceiveAsync())["payload"]!["data"]!["auditEventAdded"]!);

        await log.FlushAsync(Token);
        foreach (var one in live)
        {
            var stored = await _host.DataAsync($"query($id:ID!){{auditEvent(id:$id){Event}}}", new JsonObject { ["id"] = one["id"]!.GetValue<string>() });
            Assert.Equal(stored["auditEvent"]!.ToJsonString(), one.ToJsonString());
        }
    }

    [Fact]
    public async Task Events_of_other_processes_are_followed_once_each_beside_those_of_this_one()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", "subscription{auditEventAdded(filter:{category:[SYSTEM]}){action application ingestedAt}}");
        await UntilFollowedAsync();
        await using var other = OtherProcess();
        other.GetRequiredService<IAuditPipeline>().Start();
        var (own, others) = (_host.Services.GetRequiredService<IAuditLog>(), other.GetRequiredService<IAuditLog>());

        var seen = new List<(string Action, string Application, bool IsStored)>();
        for (var i = 0; i < 3; i++)
        {
            own.Record(Now($"own.{i}"));
            others.Record(Now($"other.{i}"));
            await Task.WhenAll(own.FlushAsync(Token).AsTask(), others.FlushAsync(Token).AsTask());
            for (var answers = 0; answers < 2; answers++)
            {
                var live = (await socket.ReceiveAsync())["payload"]!["data"]!["auditEventAdded"]!;
                seen.Add((live["action"]!.GetValue<string>(), live["application"]!.GetValue<string>(), live["ingestedAt"] is not null));
            }
        }

        Assert.Equal(
            [("other.0", "other", true), ("other.1", "other", true), ("other.2", "other", true)], seen.Where(live => live.IsStored).Order());
        Assert.Equal(["own.0", "own.1", "own.2"], seen.Where(live => !live.IsStored).Select(live => live.Action));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task UntilFollowedAsync()
    {
        var tail = _host.Services.GetRequiredService<LiveTail>();
        while (tail.Subscribers == 0)
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private ServiceProvider OtherProcess()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IClickHouseTransport>(new EngineTransport(engine));
        services.AddAudit(options =>
        {
            options.Spool.Enabled = false;
            options.Application = "other";
        }).AddClickHouse(options => options.Database = _database);
        return services.BuildServiceProvider();
    }

    private static AuditEvent Now(string action) => new(AuditEvent.UnixMicroseconds(TimeProvider.System.GetUtcNow()), AuditContext.Background)
    {
        Category = EventCategory.System,
        Action = action,
    };
}
