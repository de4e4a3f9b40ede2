using Audit.Context;
using Audit.Events;

namespace Audit.Abstractions.Tests.Context;

public sealed class AuditContextTests
{
    private static readonly AuditContext Alice = Of("alice");
    private static readonly AuditContext Bob = Of("bob");

    [Fact]
    public void Without_a_scope_the_application_itself_acts()
    {
        Assert.Same(AuditContext.Background, AuditContext.Current);
        Assert.Equal(ActorType.System, AuditContext.Current.Actor.Type);
        Assert.False(AuditContext.Current.IsSuppressed);
    }

    [Fact]
    public void Scopes_nest_and_restore_what_was()
    {
        using (AuditContext.Push(Alice))
        {
            using (AuditContext.Push(Bob))
                Assert.Same(Bob, AuditContext.Current);
            Assert.Same(Alice, AuditContext.Current);
        }

        Assert.Same(AuditContext.Background, AuditContext.Current);
    }

    [Fact]
    public void A_scope_ends_also_by_an_exception()
    {
        Assert.Throws<InvalidOperationException>(Fail);

        Assert.Same(AuditContext.Background, AuditContext.Current);
    }

    [Fact]
    public async Task The_context_flows_over_await_and_into_tasks_and_threads()
    {
        using var scope = AuditContext.Push(Alice);

        await Task.Yield();
        Assert.Same(Alice, AuditContext.Current);
        Assert.Same(Alice, await Task.Run(static () => AuditContext.Current));

        AuditContext? seen = null;
        var thread = new Thread(() => seen = AuditContext.Current);
        thread.Start();
        thread.Join();
        Assert.Same(Alice, seen);
    }

    [Fact]
    public async Task What_a_task_pushes_is_not_seen_by_its_caller()
    {
        using var scope = AuditContext.Push(Alice);

        var task = PushAndWaitAsync(Bob);
        Assert.Same(Alice, AuditContext.Current);
        Assert.Same(Bob, await task);
        Assert.Same(Alice, AuditContext.Current);
    }

    [Fact]
    public async Task Flows_in_parallel_each_see_their_own()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            var own = Of($"user-{number}");
            using var scope = AuditContext.Push(own);
            for (var i = 0; i < 20; i++)
            {
                await Task.Yield();
                Assert.Same(own, AuditContext.Current);
            }
        }));
    }

    [Fact]
    public async Task A_task_that_outlives_the_scope_keeps_its_context()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<AuditContext> work;
        using (AuditContext.Push(Alice))
            work = SeeAfterAsync(release.Task);

        release.SetResult();

        Assert.Same(Alice, await work);
    }

    [Fact]
    public void Suppressing_keeps_the_actor_and_ends_with_its_scope()
    {
        using var scope = AuditContext.Push(Alice);
        using (AuditContext.Suppress())
        {
            Assert.True(AuditContext.Current.IsSuppressed);
            Assert.Same(Alice.Actor, AuditContext.Current.Actor);
        }

        Assert.False(AuditContext.Current.IsSuppressed);
    }

    [Fact]
    public void A_context_may_suppress_within_and_a_pushed_one_records_again()
    {
        using var suppressed = AuditContext.Suppress();
        using var scope = AuditContext.Push(Alice);
        Assert.False(AuditContext.Current.IsSuppressed);
    }

    [Fact]
    public void Pushing_nothing_is_refused() => Assert.Throws<ArgumentNullException>(() => AuditContext.Push(null!));

    [Fact]
    public void A_service_is_named_by_its_id()
    {
        var service = AuditActor.Service("nightly-prices");
        Assert.Equal((ActorType.Service, "nightly-prices", "nightly-prices"), (service.Type, service.Id, service.Name));
    }

    private static void Fail()
    {
        using var scope = AuditContext.Push(Alice);
        throw new InvalidOperationException();
    }

    private static AuditContext Of(string user) => new() { Actor = new AuditActor(ActorType.User, user) };

    private static async Task<AuditContext> PushAndWaitAsync(AuditContext context)
    {
        using var scope = AuditContext.Push(context);
        await Task.Yield();
        return AuditContext.Current;
    }

    private static async Task<AuditContext> SeeAfterAsync(Task release)
    {
        await release;
        return AuditContext.Current;
    }
}
