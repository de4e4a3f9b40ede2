using System.Security.Claims;
using Audit.AspNetCore.Access;
using Audit.GraphQL.Execution;
using Audit.GraphQL.Tests.Hosting;
using Audit.Live;
using Audit.Querying;
using GraphQL;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Tests.Subscriptions;

/// <summary>A client that takes its time costs no more than one that does not.</summary>
public sealed class BackPressureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_are_made_one_by_one_as_they_are_taken()
    {
        var reader = new MemoryReader(StoredEvents.At(1, trace: "t"));
        await using var host = await GraphHost.StartAsync(reader, configure: audit => audit.Services.AddSingleton<IAuditLiveTail, MemoryTail>());
        var tail = (MemoryTail)host.Services.GetRequiredService<IAuditLiveTail>();
        var running = await RunAsync(host, "subscription{auditEventAdded{related{id}}}");
        await using var answers = running.Answers!;
        for (var i = 2; i < 500; i++)
            tail.Add(StoredEvents.At(i, trace: "t"));
        Assert.Empty(reader.Queries);

        await answers.NextAsync(Token);
        Assert.Single(reader.Queries);
        await answers.NextAsync(Token);
        Assert.Equal(2, reader.Queries.Count);
    }

    [Fact]
    public async Task Result_that_takes_too_long_ends_the_subscription()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reader = new MemoryReader(StoredEvents.At(1, trace: "t"))
        {
            Before = async _ =>
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Token);
            },
        };
        await using var host = await GraphHost.StartAsync(
            reader, new() { ["Audit:GraphQL:Timeout"] = "00:00:05" }, audit => audit.Services.AddSingleton<IAuditLiveTail, MemoryTail>());
        var tail = (MemoryTail)host.Services.GetRequiredService<IAuditLiveTail>();
        using var socket = await (await host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", "subscription{auditEventAdded{related{id}}}");
        await tail.UntilAsync(1);
        tail.Add(StoredEvents.At(2, trace: "t"));
        await asked.Task.WaitAsync(Token);
        host.Time.Advance(TimeSpan.FromSeconds(5));
        var error = await socket.ReceiveAsync();
        Assert.Equal(("error", "TIMEOUT"), (error["type"]!.GetValue<string>(), error["payload"]![0]!["extensions"]!["code"]!.GetValue<string>()));
        await tail.UntilAsync(0);
    }

    private static Task<RunningOperation> RunAsync(GraphHost host, string query)
    {
        var services = host.Services;
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "vera"), new Claim(ClaimTypes.Role, AuditRoles.Admin)], "test"));
        var scope = new OperationScope(user, services.GetRequiredService<IAuditReader>(), services.GetRequiredService<IOptions<AuditGraphQLOptions>>().Value, services);
        return services.GetRequiredService<OperationRunner>().RunAsync(new OperationRequest(query, null, Inputs.Empty, IsSafe: false) { MayStream = true }, scope, Token);
    }
}
