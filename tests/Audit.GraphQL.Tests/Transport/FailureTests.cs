using System.Net;
using System.Text.Json.Nodes;
using Audit.GraphQL.Tests.Hosting;
using Audit.Querying;

namespace Audit.GraphQL.Tests.Transport;

/// <summary>What a client learns when the store fails, and what it does not.</summary>
public sealed class FailureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AuditQueryFailure.Invalid, "filter.clientIp: it must be an IP address", "BAD_USER_INPUT")]
    [InlineData(AuditQueryFailure.LimitExceeded, "The query takes longer than it may.", "LIMIT_EXCEEDED")]
    [InlineData(AuditQueryFailure.Unavailable, "The store does not answer.", "UNAVAILABLE")]
    public async Task Refusal_of_the_store_is_passed_on_without_what_lies_behind(AuditQueryFailure failure, string message, string code)
    {
        var reader = new MemoryReader { Before = _ => throw new AuditQueryException(failure, message, new InvalidOperationException("secret-host:9000")) };
        await using var host = await GraphHost.StartAsync(reader);
        foreach (var query in new[] { "{auditEvents{nodes{id}}}", "{auditEvents{totalCount}}", "{auditEvent(id:\"019cac1a-2b80-71f9-8000-000000000001\"){id}}", "{aggregate(by:[]){truncated}}", "{facets(dimensions:[ACTION]){otherCount}}" })
        {
            Assert.Equal((code, message), await host.RefusalAsync(query));
            Assert.DoesNotContain("secret", (await host.AskAsync(query)).ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Any_other_failure_shows_nothing_of_itself()
    {
        var reader = new MemoryReader { Before = _ => throw new InvalidOperationException("Password=hunter2 at secret-host:9000") };
        await using var host = await GraphHost.StartAsync(reader);
        var answer = await host.AskAsync("{me{name} auditEvents{nodes{id}}}");
        Assert.Equal(
            """{"errors":[{"message":"The server failed to answer. Its log says why.","locations":[{"line":1,"column":11}],"path":["auditEvents"],"extensions":{"code":"INTERNAL_SERVER_ERROR"}}],"data":null}""",
            answer.ToJsonString());
    }

    [Fact]
    public async Task Long_text_that_was_sent_does_not_come_back_whole()
    {
        await using var host = await GraphHost.StartAsync(new MemoryReader());
        var (_, message) = await host.RefusalAsync("query($t:DateTime){auditEvents(filter:{from:$t}){totalCount}}", new JsonObject { ["t"] = new string('x', 100_000) });
        Assert.InRange(message.Length, 1, 1_001);
    }

    [Fact]
    public async Task Failure_in_every_row_is_not_told_a_thousand_times()
    {
        var calls = 0;
        var reader = new MemoryReader(Enumerable.Range(1, 500).Select(i => StoredEvents.At(i, transaction: 600)))
        {
            Before = _ => calls++ == 0 ? Task.CompletedTask : throw new AuditQueryException(AuditQueryFailure.Unavailable, "The store does not answer."),
        };
        await using var host = await GraphHost.StartAsync(reader);
        var answer = await host.AskAsync("{auditEvents(first:500){nodes{id correlation{transactionOutcome}}}}");
        Assert.Equal(500, answer["data"]!["auditEvents"]!["nodes"]!.AsArray().Count);
        Assert.Equal(21, answer["errors"]!.AsArray().Count);
        Assert.Equal("480 more errors are not shown.", answer["errors"]![20]!["message"]!.GetValue<string>());
        Assert.All(answer["errors"]!.AsArray(), error => Assert.Equal("UNAVAILABLE", error!["extensions"]!["code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("listens")]
    [InlineData("does not listen")]
    [InlineData("calls it a failure")]
    public async Task Request_that_takes_too_long_is_ended_whatever_the_store_does(string store)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reader = new MemoryReader
        {
            Before = async cancellationToken =>
            {
                cancellationToken.Register(ended.SetResult);
                asked.SetResult();
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, store == "does not listen" ? Token : cancellationToken);
                }
                catch (OperationCanceledException) when (store == "calls it a failure")
                {
                    throw new AuditQueryException(AuditQueryFailure.Unavailable, "The store does not answer.");
                }
            },
        };
        await using var host = await GraphHost.StartAsync(reader, new() { ["Audit:GraphQL:Timeout"] = "00:00:05" });
        using var client = host.CreateClient();
        var answer = client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body("{auditEvents{nodes{id}}}"), Token);
        await asked.Task.WaitAsync(Token);
        host.Time.Advance(TimeSpan.FromSeconds(5));
        using var response = await answer;
        await ended.Task.WaitAsync(Token);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("TIMEOUT", JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!["errors"]![0]!["extensions"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Client_that_goes_away_ends_its_query()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reader = new MemoryReader
        {
            Before = async cancellationToken =>
            {
                cancellationToken.Register(ended.SetResult);
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            },
        };
        await using var host = await GraphHost.StartAsync(reader);
        using var client = host.CreateClient();
        using var abort = new CancellationTokenSource();
        var answer = client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body("{auditEvents{nodes{id}}}"), abort.Token);
        await asked.Task.WaitAsync(Token);
        await abort.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await ended.Task.WaitAsync(Token);
    }
}
