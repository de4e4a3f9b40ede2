using Audit.Commands;
using Audit.Context;
using Audit.Events;
using Audit.Storage;
using Audit.Tests.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Audit.Tests.Commands;

/// <summary>Jobs of any scheduler, recorded by <c>IAuditLog.RunAsync</c>.</summary>
public sealed class JobTests
{
    private readonly MemoryStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_is_recorded_under_the_context_it_was_started_in_and_gives_its_result_back()
    {
        var result = await WithLogAsync(async log =>
        {
            using var scope = AuditContext.Push(AuditContext.Background with { Actor = AuditActor.Service("scheduler") });
            return await log.RunAsync("nightly-prices", ["--token", "secret-1"], static _ => Task.FromResult("done"), Cancellation);
        });

        var run = Assert.Single(_store.Rows);
        Assert.Equal("done", result);
        Assert.Equal(("nightly-prices", "scheduler", "succeeded", null), ((string)run["command_name"]!, (string)run["actor_id"]!, (string)run["outcome"]!, (int?)run["exit_code"]));
        Assert.Equal(["--token", "<redacted>"], (IEnumerable<string>)run["command_arguments"]!);
    }

    [Fact]
    public async Task A_job_within_a_job_points_to_it()
    {
        await WithLogAsync(async log =>
        {
            await log.RunAsync("outer", [], token => log.RunAsync("inner", [], static _ => Task.CompletedTask, token), Cancellation);
            return 0;
        });

        Assert.Equal(["inner", "outer"], _store.Rows.Select(static row => (string)row["command_name"]!));
        Assert.Equal(_store.Rows[^1]["id"], _store.Rows[0]["parent_id"]);
        Assert.Equal(Guid.Empty, _store.Rows[^1]["parent_id"]);
    }

    [Fact]
    public async Task A_job_that_throws_is_recorded_and_throws()
    {
        await WithLogAsync(async log =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => log.RunAsync("broken", [], static _ => throw new InvalidOperationException("no"), Cancellation));
            return 0;
        });

        Assert.Equal("failed", Assert.Single(_store.Rows)["outcome"]);
    }

    private async Task<T> WithLogAsync<T>(Func<IAuditLog, Task<T>> work)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IAuditStore>(_store);
        builder.AddAudit();
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        var result = await work(host.Services.GetRequiredService<IAuditLog>());
        await host.StopAsync(Cancellation);
        return result;
    }
}
