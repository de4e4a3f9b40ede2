using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Audit.AspNetCore.Access;
using Audit.Context;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Guarding.Approvals;
using Audit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Schema.Approvals;

public sealed class ApprovalTests
{
    private const string Operator = "operator-token";
    private const string Bound = "operator-of-acme";

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Audit:Access:Tokens:1:Name"] = "otto",
        ["Audit:Access:Tokens:1:Sha256"] = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Operator))),
        ["Audit:Access:Tokens:1:Roles:0"] = AuditRoles.Operator,
        ["Audit:Access:Tokens:2:Name"] = "olga",
        ["Audit:Access:Tokens:2:Sha256"] = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Bound))),
        ["Audit:Access:Tokens:2:Roles:0"] = AuditRoles.Operator,
        ["Audit:Access:Tokens:2:Tenant"] = "acme",
    };

    private readonly StepLog _log = new();

    [Fact]
    public async Task Whoever_may_read_sees_what_waits()
    {
        await using var host = await StartAsync();
        var request = await RequestAsync(host, "alice");

        var pending = (await host.DataAsync("{ pendingApprovals { id rule statement reasons requestedBy { type id name } requestedAt expiresAt requestNote application environment state decidedBy { id } } }"))["pendingApprovals"]![0]!;

        Assert.Equal(request.Id.ToString(), pending["id"]!.GetValue<string>());
        Assert.Equal(request.Statement, pending["statement"]!.GetValue<string>());
        Assert.Equal("""["delete_no_where","drop_table"]""", pending["reasons"]!.ToJsonString());
        Assert.Equal(("API_KEY", "alice"), (pending["requestedBy"]!["type"]!.GetValue<string>(), pending["requestedBy"]!["id"]!.GetValue<string>()));
        Assert.Equal(("pending", "shop", "Production"), (pending["state"]!.GetValue<string>(), pending["application"]!.GetValue<string>(), pending["environment"]!.GetValue<string>()));
        Assert.Null(pending["decidedBy"]);
    }

    [Theory]
    [InlineData("approveOperation", ApprovalState.Approved, "approved")]
    [InlineData("rejectOperation", ApprovalState.Rejected, "rejected")]
    public async Task An_operator_decides_under_the_name_of_the_token(string mutation, ApprovalState state, string name)
    {
        await using var host = await StartAsync();
        var request = await RequestAsync(host, "alice");

        var answer = await DecideAsync(host, Operator, mutation, request.Id.ToString(), "checked");

        Assert.Null(answer["errors"]);
        Assert.Equal((name, "otto"), (answer["data"]![mutation]!["state"]!.GetValue<string>(), answer["data"]![mutation]!["decidedBy"]!["id"]!.GetValue<string>()));
        var stored = await host.Services.GetRequiredService<IApprovalStore>().FindAsync(request.Id, TestContext.Current.CancellationToken);
        Assert.Equal((state, "otto", "checked"), (stored!.State, stored.DecidedBy!.Id, stored.DecisionNote));
        Assert.Equal(($"guard.approval_{name}", "otto", ActorType.User), (_log.Last.Action, _log.Last.Context.Actor.Id, _log.Last.Context.Actor.Type));
    }

    [Fact]
    public async Task Who_is_bound_to_a_tenant_sees_and_decides_on_its_approvals_only()
    {
        await using var host = await StartAsync();
        var approvals = host.Services.GetRequiredService<IApprovals>();
        var ids = new List<string>();
        foreach (var tenant in new[] { "acme", "globex", null })
        {
            var request = SampleApprovals.Request(requester: $"of-{tenant}", at: host.Time.GetUtcNow());
            ids.Add((await approvals.RedeemOrRequestAsync(
                request with { RequestedBy = request.RequestedBy with { TenantId = tenant } }, TestContext.Current.CancellationToken)).Id.ToString());
        }

        var pending = (await host.DataAsync("{ pendingApprovals { id } me { tenantId showsPersonalData } }", token: Bound))!;
        Assert.Equal([ids[0]], pending["pendingApprovals"]!.AsArray().Select(static one => one!["id"]!.GetValue<string>()));
        Assert.Equal("""{"tenantId":"acme","showsPersonalData":true}""", pending["me"]!.ToJsonString());
        Assert.Equal(3, (await host.DataAsync("{ pendingApprovals { id } }"))["pendingApprovals"]!.AsArray().Count);

        foreach (var id in ids[1..])
        {
            var answer = await DecideAsync(host, Bound, "approveOperation", id, "mine");
            Assert.Equal("BAD_USER_INPUT", CodeOf(answer));
            Assert.Equal($"There is no approval {id}.", answer["errors"]![0]!["message"]!.GetValue<string>());
        }

        Assert.Equal("approved", (await DecideAsync(host, Bound, "approveOperation", ids[0], "mine"))["data"]!["approveOperation"]!["state"]!.GetValue<string>());
        Assert.Equal(2, (await host.DataAsync("{ pendingApprovals { id } }"))["pendingApprovals"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_viewer_decides_nothing()
    {
        await using var host = await StartAsync();
        var request = await RequestAsync(host, "alice");

        var answer = await DecideAsync(host, GraphHost.Token, "approveOperation", request.Id.ToString(), "me");

        Assert.Equal("FORBIDDEN", CodeOf(answer));
        Assert.Contains("Operator, Admin", answer["errors"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single((await host.DataAsync("{ pendingApprovals { id } }"))["pendingApprovals"]!.AsArray());
    }

    [Fact]
    public async Task Who_asked_does_not_approve()
    {
        await using var host = await StartAsync();
        var request = await RequestAsync(host, "otto");

        Assert.Equal("FORBIDDEN", CodeOf(await DecideAsync(host, Operator, "approveOperation", request.Id.ToString(), "me")));
        Assert.Equal("guard.approval_refused", _log.Last.Action);
    }

    [Theory]
    [InlineData("nonsense", "note")]
    [InlineData("019cac1a-2b80-71f9-8000-000000000001", "note")]
    [InlineData(null, " ")]
    public async Task A_wrong_id_or_note_is_told(string? id, string note)
    {
        await using var host = await StartAsync();
        var request = await RequestAsync(host, "alice");

        Assert.Equal("BAD_USER_INPUT", CodeOf(await DecideAsync(host, Operator, "approveOperation", id ?? request.Id.ToString(), note)));
    }

    [Fact]
    public async Task Nothing_is_decided_by_get()
    {
        await using var host = await StartAsync();
        var request = await RequestAsync(host, "alice");
        using var client = host.CreateClient(Operator);

        using var response = await client.GetAsync(
            new Uri($"graphql?query={Uri.EscapeDataString($"mutation {{ approveOperation(id: \"{request.Id}\", note: \"x\") {{ id }} }}")}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(405, (int)response.StatusCode);
        Assert.Single((await host.DataAsync("{ pendingApprovals { id } }"))["pendingApprovals"]!.AsArray());
    }

    [Fact]
    public async Task Where_nothing_keeps_approvals_nothing_waits()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader([]), new(Settings));

        Assert.Empty((await host.DataAsync("{ pendingApprovals { id } }"))["pendingApprovals"]!.AsArray());
        Assert.Equal("UNAVAILABLE", CodeOf(await DecideAsync(host, Operator, "approveOperation", "019cac1a-2b80-71f9-8000-000000000001", "x")));
    }

    private Task<GraphHost> StartAsync() => GraphHost.StartAsync(new MemoryReader([]), new(Settings), audit =>
    {
        audit.Services.AddSingleton<IApprovalStore, MemoryApprovalStore>().AddSingleton<IAuditLog>(_log);
        audit.Services.AddAudit().AddApprovals();
        audit.Services.Configure<Audit.Hosting.AuditOptions>(static options => options.Enabled = false);
    });

    private static async Task<Approval> RequestAsync(GraphHost host, string requester) => await host.Services.GetRequiredService<IApprovals>()
        .RedeemOrRequestAsync(SampleApprovals.Request(requester: requester, at: host.Time.GetUtcNow()), TestContext.Current.CancellationToken);

    private static async Task<JsonNode> DecideAsync(GraphHost host, string token, string mutation, string id, string note)
    {
        using var client = host.CreateClient(token);
        using var response = await client.PostAsync(
            new Uri("graphql", UriKind.Relative),
            GraphHost.Body($"mutation($id: ID!, $note: String!) {{ {mutation}(id: $id, note: $note) {{ id state decidedBy {{ id }} }} }}", new JsonObject { ["id"] = id, ["note"] = note }),
            TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    private static string? CodeOf(JsonNode answer) => answer["errors"]?[0]?["extensions"]?["code"]?.GetValue<string>();

    private sealed class StepLog : IAuditLog
    {
        private AuditEvent? _last;

        public AuditEvent Last => _last!;

        public bool IsEnabled => true;

        public bool Record(AuditEvent auditEvent)
        {
            _last = auditEvent;
            return true;
        }

        public ValueTask<bool> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) => new(Record(auditEvent));

        public ValueTask FlushAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
