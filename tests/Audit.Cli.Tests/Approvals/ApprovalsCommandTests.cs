using Audit.Cli.Tests.Support;
using Audit.Guarding.Approvals;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;

namespace Audit.Cli.Tests.Approvals;

public sealed class ApprovalsCommandTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_is_listed_and_decided_at_a_host()
    {
        await using var host = await AuditHost.StartAsync(engine);
        Assert.Contains("Nothing waits for approval.", (await host.RunAsync("Viewer", "approvals")).Output, StringComparison.Ordinal);
        var request = SampleApprovals.Request(at: TimeProvider.System.GetUtcNow()) with { Statement = "DELETE FROM \"Orders\"" };
        await host.Approvals.RedeemOrRequestAsync(request, Token);

        var list = await host.RunAsync("Viewer", "approvals", "list");
        Assert.Equal(0, list.ExitCode);
        foreach (var shown in (string[])[request.Id.ToString(), "alice", "shop", "drop_table", "DELETE FROM"])
            Assert.Contains(shown, list.Output, StringComparison.Ordinal);

        var refused = await host.RunAsync("Viewer", "approvals", "approve", request.Id.ToString(), "--note", "me");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("the host refused: To decide on approvals takes one of the roles Operator, Admin.", refused.Error, StringComparison.Ordinal);

        var approved = await host.RunAsync("Operator", "approvals", "approve", request.Id.ToString(), "--note", "the backup is checked");
        Assert.Equal(("", 0), (approved.Error, approved.ExitCode));
        Assert.Contains($"{request.Id} is approved by operator: DELETE FROM", approved.Output, StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Used, (await host.Approvals.RedeemOrRequestAsync(request with { Id = Guid.NewGuid() }, Token)).State);

        var late = await host.RunAsync("Admin", "approvals", "reject", request.Id.ToString(), "--note", "no");
        Assert.Contains("it is used", late.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_is_listed_from_a_clickhouse_server_too()
    {
        await using var host = await AuditHost.StartAsync(engine);
        await using var server = await ClickHouseServer.StartAsync(engine);
        var request = SampleApprovals.Request(at: TimeProvider.System.GetUtcNow());
        await host.Approvals.RedeemOrRequestAsync(request, Token);
        var connection = $"{server.ConnectionString};Database={host.Database}";

        var list = await CommandRun.OfAsync("approvals", "list", "--clickhouse", connection);
        Assert.Equal(("", 0), (list.Error, list.ExitCode));
        Assert.Contains(request.Id.ToString(), list.Output, StringComparison.Ordinal);

        var decision = await CommandRun.OfAsync("approvals", "approve", request.Id.ToString(), "--note", "x", "--clickhouse", connection);
        Assert.Equal(2, decision.ExitCode);
        Assert.Contains("decisions are taken at a host", decision.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no host is named", "approvals")]
    [InlineData("is no URL", "approvals", "--host", "localhost")]
    [InlineData("there is no token", "approvals", "--host", "http://localhost:1")]
    [InlineData("are two places", "approvals", "--host", "http://localhost:1", "--clickhouse", "Host=x")]
    [InlineData("Option '--note' is required", "approvals", "approve", "019cac1a-2b80-71f9-8000-000000000001")]
    [InlineData("Cannot parse argument 'x'", "approvals", "approve", "x", "--note", "y")]
    public async Task Wrong_use_is_told(string message, params string[] arguments)
    {
        var run = await CommandRun.OfAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_or_server_that_is_away_is_told_without_secrets()
    {
        var host = await CommandRun.InAsync(new() { ["AUDIT_TOKEN"] = "S3CRET" }, "approvals", "--host", "http://127.0.0.1:1");
        var server = await CommandRun.OfAsync("approvals", "--clickhouse", "Host=127.0.0.1;Port=1;Username=u;Password=S3CRET");

        Assert.Equal((2, 2), (host.ExitCode, server.ExitCode));
        Assert.Contains("http://127.0.0.1:1/graphql does not answer", host.Error, StringComparison.Ordinal);
        Assert.Contains("the ClickHouse server cannot be read", server.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", host.Error + server.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_is_told()
    {
        await using var host = await AuditHost.StartAsync(engine);

        var run = await host.RunAsync("wrong", "approvals");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("and the token?", run.Error, StringComparison.Ordinal);
    }
}
