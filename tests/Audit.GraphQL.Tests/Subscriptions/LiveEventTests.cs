using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Audit.AspNetCore.Access;
using Audit.Context;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Live;
using Audit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Subscriptions;

/// <summary>What of the log somebody may follow, and what is recorded about it.</summary>
public sealed class LiveEventTests : IAsyncLifetime
{
    private const string TenantToken = "tenant-token";

    private readonly CollectingAuditLog _log = new();
    private GraphHost _host = null!;

    private MemoryTail Tail => (MemoryTail)_host.Services.GetRequiredService<IAuditLiveTail>();

    public async ValueTask InitializeAsync() => _host = await GraphHost.StartAsync(
        new MemoryReader(),
        new()
        {
            ["Audit:Access:Tokens:1:Name"] = "tina",
            ["Audit:Access:Tokens:1:Sha256"] = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(TenantToken))),
            ["Audit:Access:Tokens:1:Roles:0"] = AuditRoles.Viewer,
            ["Audit:Access:Tokens:1:Tenant"] = "acme",
        },
        audit =>
        {
            audit.Services.AddSingleton<IAuditLiveTail, MemoryTail>();
            audit.Services.AddSingleton<IAuditLog>(_log);
        });

    [Fact]
    public async Task Nobody_follows_the_events_of_another_tenant_whatever_the_filter_says()
    {
        using var socket = await (await _host.ConnectAsync(TenantToken)).InitialiseAsync();
        await socket.SubscribeAsync("1", "subscription{auditEventAdded(filter:{or:[{tenantId:{eq:\"globex\"}},{}]}){actor{tenantId name}}}");
        await Tail.UntilAsync(1);
        Tail.Add(Of("globex"));
        Tail.Add(Of(null));
        Tail.Add(Of("acme"));
        var payload = (await socket.ReceiveAsync())["payload"]!;
        Assert.Equal("""{"data":{"auditEventAdded":{"actor":{"tenantId":"acme","name":null}}}}""", payload.ToJsonString());
    }

    [Fact]
    public async Task Personal_data_that_may_not_be_seen_cannot_be_followed_by_either()
    {
        using var socket = await (await _host.ConnectAsync(TenantToken)).InitialiseAsync();
        await socket.SubscribeAsync("1", "subscription{auditEventAdded(filter:{actorName:{startsWith:\"A\"}}){id}}");
        Assert.Equal("FORBIDDEN", (await socket.ReceiveAsync())["payload"]![0]!["extensions"]!["code"]!.GetValue<string>());
        Assert.Empty(Tail.Filters);
    }

    [Fact]
    public async Task Following_is_recorded_when_it_begins_and_what_was_read_when_it_ends()
    {
        using var socket = await (await _host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", "subscription Mine($f:AuditEventFilter){auditEventAdded(filter:$f){id actor{id}}}", new JsonObject { ["f"] = new JsonObject { ["destructive"] = false } });
        await Tail.UntilAsync(1);
        for (var i = 0; i < 3; i++)
        {
            Tail.Add(Of("acme"));
            await socket.ReceiveAsync();
        }

        await socket.CompleteAsync("1");
        await Tail.UntilAsync(0);
        await socket.CloseAsync();
        await _host.StopAsync();

        var events = _log.Events;
        Assert.Equal(2, events.Count);
        var (began, ended) = (events[0], events[1]);
        Assert.Equal((EventCategory.Access, "audit.subscribe", Outcome.Succeeded), (began.Category, began.Action, began.Outcome));
        Assert.Equal((EventCategory.Access, "audit.read", Outcome.Cancelled, 3), (ended.Category, ended.Action, ended.Outcome, ended.RowsRead));
        foreach (var recorded in new[] { began, ended })
        {
            Assert.Equal("vera", recorded.Context.Actor.Id);
            Assert.Equal("Mine", Attribute(recorded, "read.operation"));
            Assert.Equal("auditEventAdded(filter){id actor{id}}", Attribute(recorded, "read.fields"));
            Assert.StartsWith("destructive=", Attribute(recorded, "read.filter"), StringComparison.Ordinal);
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static string Attribute(AuditEvent auditEvent, string name) => auditEvent.Attributes.Single(attribute => attribute.Name == name).Value;

    private static Querying.StoredAuditEvent Of(string? tenant) => StoredEvents.Of(
        new AuditEvent(SampleEvents.Time, new AuditContext { Actor = new AuditActor(ActorType.User, "alice", "Alice", tenant) })
        {
            Category = EventCategory.Database,
            Action = "db.select",
            Origin = SampleEvents.Origin,
        });
}
