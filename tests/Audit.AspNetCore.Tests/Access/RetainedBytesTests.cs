using Audit.AspNetCore.AccessEvents;
using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Testing.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.Tests.Access;

/// <summary>What an access event keeps alive while it waits in the channel.</summary>
[Collection(nameof(RetainedBytesTests))]
[CollectionDefinition(nameof(RetainedBytesTests), DisableParallelization = true)]
public sealed class RetainedBytesTests
{
    private const int Most = 1_024;
    private const int Count = 5_000;

    [Fact]
    public async Task An_access_event_keeps_little_alive()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        // The real channel, which nobody empties.
        services.AddAudit().AddAspNetCore().AddAccessEvents();
        await using var provider = services.BuildServiceProvider();
        var access = provider.GetRequiredService<IAccessEvents>();
        var pipeline = provider.GetRequiredService<IAuditPipeline>();
        await RecordAsync(access, 200);

        var kept = await KeptMemory.OfAsync(() => RecordAsync(access, Count));

        Assert.Equal((KeptMemory.Measurements * Count) + 200, pipeline.Statistics.Queued);
        Assert.InRange(kept / Count, 1, Most);
    }

    private static async Task RecordAsync(IAccessEvents access, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var scope = AuditContext.Push(AuditContext.Background with { Actor = AuditActor.Anonymous, SessionId = "session", HttpRoute = "/sign-in" });
            await access.SignInFailedAsync($"user-{i}", "wrong password", TestContext.Current.CancellationToken);
        }
    }
}
