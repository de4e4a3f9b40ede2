using System.Diagnostics;
using System.Threading.Channels;
using Audit.Context;
using Audit.Events;

namespace Audit.AspNetCore.Tests.Attribution;

/// <summary>Contexts that are taken to where none flows.</summary>
public sealed class CaptureTests
{
    [Fact]
    public async Task Work_items_bring_their_context_through_a_channel()
    {
        var channel = Channel.CreateUnbounded<AuditWorkItem<int>>();
        var seen = new List<(int, string)>();
        var reader = Task.Run(
            async () =>
            {
                await foreach (var item in channel.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
                {
                    using (item.Enter())
                    {
                        await Task.Yield();
                        seen.Add((item.Value, AuditContext.Current.Actor.Id));
                    }

                    seen.Add((item.Value, AuditContext.Current.Actor.Id));
                }
            },
            TestContext.Current.CancellationToken);

        for (var i = 1; i <= 2; i++)
        {
            using (AuditContext.Push(AuditContext.Background with { Actor = new AuditActor(ActorType.User, $"user-{i}") }))
                Assert.True(channel.Writer.TryWrite(new AuditWorkItem<int>(i)));
        }

        channel.Writer.Complete();
        await reader;

        Assert.Equal([(1, "user-1"), (1, ""), (2, "user-2"), (2, "")], seen);
    }

    [Fact]
    public async Task A_captured_context_is_taken_to_a_thread_that_nothing_flows_to()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var scope = AuditContext.Push(AuditContext.Background with { Actor = new AuditActor(ActorType.User, "alice") });
        var captured = AuditContext.Capture();
        AuditContext? before = null;
        AuditContext? within = null;
        Task work;
        using (ExecutionContext.SuppressFlow())
        {
            work = Task.Run(
                () =>
                {
                    before = AuditContext.Current;
                    using (AuditContext.Push(captured))
                        within = AuditContext.Current;
                },
                TestContext.Current.CancellationToken);
        }

        await work;

        Assert.Same(AuditContext.Background, before);
        Assert.Equal("alice", within!.Actor.Id);
        Assert.Equal((activity.TraceId.ToHexString(), activity.SpanId.ToHexString()), (within.TraceId, within.SpanId));
    }

    [Fact]
    public void A_work_item_that_nobody_made_is_the_applications()
    {
        using var scope = default(AuditWorkItem<int>).Enter();
        Assert.Same(AuditContext.Background, AuditContext.Current);
    }
}
