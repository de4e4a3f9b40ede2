using Audit.Guarding.Approvals;

namespace Audit.Testing;

/// <summary>
/// What every <see cref="IApprovalStore"/> must do. An implementation derives from this class and tells how instances of an application come by the same approvals.
/// </summary>
public abstract class ApprovalStoreContractTests
{
    private const int Instances = 4;
    private const int Callers = 16;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Stores of several instances over the same approvals, which no other test sees.</summary>
    protected abstract ValueTask<IReadOnlyList<IApprovalStore>> CreateInstancesAsync(int count);

    [Fact]
    public async Task A_request_is_found_as_it_was_made_by_its_id_and_by_its_operation()
    {
        var stores = await CreateInstancesAsync(2);
        var request = SampleApprovals.Request();

        Same(request, await stores[0].RequestAsync(request, Cancellation));

        Same(request, await stores[1].FindAsync(request.Id, Cancellation));
        Same(request, await stores[1].FindAsync(request.Binding, Cancellation));
        Same(request, Assert.Single(await stores[1].ListPendingAsync(Cancellation)));
    }

    [Fact]
    public async Task What_was_not_asked_for_is_not_found()
    {
        var store = (await CreateInstancesAsync(1))[0];
        await store.RequestAsync(SampleApprovals.Request(), Cancellation);

        Assert.Null(await store.FindAsync(Guid.Parse("01900000-0000-7000-8000-000000000000"), Cancellation));
        Assert.Null(await store.FindAsync(SampleApprovals.Request("other").Binding, Cancellation));
    }

    [Fact]
    public async Task An_operation_that_waits_or_is_approved_already_is_not_asked_for_again()
    {
        var store = (await CreateInstancesAsync(1))[0];
        var first = SampleApprovals.Request();
        await store.RequestAsync(first, Cancellation);

        Same(first, await store.RequestAsync(SampleApprovals.Request(), Cancellation));
        await ChangeAsync(store, first, first.Approved());
        Same(first.Approved(), await store.RequestAsync(SampleApprovals.Request(), Cancellation));
    }

    [Theory]
    [InlineData(ApprovalState.Rejected)]
    [InlineData(ApprovalState.Expired)]
    [InlineData(ApprovalState.Used)]
    public async Task An_operation_that_was_settled_is_asked_for_anew(ApprovalState state)
    {
        var store = (await CreateInstancesAsync(1))[0];
        var first = SampleApprovals.Request();
        await store.RequestAsync(first, Cancellation);
        if (state == ApprovalState.Used)
            await ChangeAsync(store, first, first = first.Approved());
        await ChangeAsync(store, first, first.In(state));
        var second = SampleApprovals.Request();

        Same(second, await store.RequestAsync(second, Cancellation));

        Same(second, await store.FindAsync(second.Binding, Cancellation));
        Same(first.In(state), await store.FindAsync(first.Id, Cancellation));
    }

    [Fact]
    public async Task Every_part_of_the_binding_tells_operations_apart()
    {
        var store = (await CreateInstancesAsync(1))[0];
        var binding = SampleApprovals.Request().Binding;
        ApprovalBinding[] others =
        [
            binding, binding with { Fingerprint = 1 }, binding with { ContentHash = "x" }, binding with { Database = "x" }, binding with { RequesterId = "x" },
            binding with { ContentHash = "a", Database = "bc" }, binding with { ContentHash = "ab", Database = "c" },
        ];
        foreach (var other in others)
            await store.RequestAsync(SampleApprovals.Request() with { Binding = other }, Cancellation);

        Assert.Equal(others.Length, (await store.ListPendingAsync(Cancellation)).Count);
    }

    [Fact]
    public async Task What_waits_is_listed_the_oldest_first()
    {
        var store = (await CreateInstancesAsync(1))[0];
        var requests = Enumerable.Range(0, 4).Select(static i => SampleApprovals.Request($"{i}", at: SampleApprovals.Now.AddMinutes(-i))).ToList();
        foreach (var request in requests)
            await store.RequestAsync(request, Cancellation);
        await ChangeAsync(store, requests[1], requests[1].In(ApprovalState.Rejected));
        await ChangeAsync(store, requests[2], requests[2].Approved());

        Assert.Equal([requests[3].Id, requests[0].Id], (await store.ListPendingAsync(Cancellation)).Select(static approval => approval.Id));
    }

    [Fact]
    public async Task A_state_is_left_once()
    {
        var store = (await CreateInstancesAsync(1))[0];
        var request = SampleApprovals.Request();
        await store.RequestAsync(request, Cancellation);
        await ChangeAsync(store, request, request.Approved());

        Assert.False(await store.TryChangeAsync(request, request.In(ApprovalState.Rejected), Cancellation));
        Same(request.Approved(), await store.FindAsync(request.Id, Cancellation));

        await ChangeAsync(store, request.Approved(), request.Approved().In(ApprovalState.Used));
        Assert.False(await store.TryChangeAsync(request.Approved(), request.Approved().In(ApprovalState.Used), Cancellation));
        Same(request.Approved().In(ApprovalState.Used), await store.FindAsync(request.Id, Cancellation));
    }

    [Fact]
    public async Task What_does_not_exist_is_not_changed()
    {
        var store = (await CreateInstancesAsync(1))[0];
        var request = SampleApprovals.Request();

        Assert.False(await store.TryChangeAsync(request, request.Approved(), Cancellation));
        Assert.Null(await store.FindAsync(request.Id, Cancellation));
    }

    [Fact]
    public async Task Of_many_callers_on_several_instances_one_changes_the_state()
    {
        var stores = await CreateInstancesAsync(Instances);
        for (var round = 0; round < 3; round++)
        {
            var request = SampleApprovals.Request($"{round}");
            await stores[0].RequestAsync(request, Cancellation);

            var decided = await AtOnceAsync(i => stores[i % Instances].TryChangeAsync(request, i % 2 == 0 ? request.Approved($"bob{i}") : request.In(ApprovalState.Rejected), Cancellation));
            var winner = Array.IndexOf(decided, true);
            var after = await stores[1].FindAsync(request.Id, Cancellation);
            Assert.Single(decided, true);
            Same(winner % 2 == 0 ? request.Approved($"bob{winner}") : request.In(ApprovalState.Rejected), after);
            if (winner % 2 != 0)
                continue;

            var used = await AtOnceAsync(i => stores[i % Instances].TryChangeAsync(after!, after!.In(ApprovalState.Used), Cancellation));
            Assert.Single(used, true);
        }
    }

    [Fact]
    public async Task Of_many_callers_on_several_instances_one_asks_and_all_get_its_approval()
    {
        var stores = await CreateInstancesAsync(Instances);

        var got = await AtOnceAsync(i => stores[i % Instances].RequestAsync(SampleApprovals.Request(), Cancellation));

        Assert.Single(got.Select(static approval => approval.Id).Distinct());
        Same(got[0], Assert.Single(await stores[0].ListPendingAsync(Cancellation)));
    }

    /// <summary>Records with arrays in them are equal when what they hold is.</summary>
    private static void Same(Approval expected, Approval? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Reasons.AsEnumerable(), actual.Reasons);
        Assert.Equal(expected with { Reasons = [] }, actual with { Reasons = [] });
    }

    private static async Task ChangeAsync(IApprovalStore store, Approval current, Approval next) => Assert.True(await store.TryChangeAsync(current, next, Cancellation));

    private static async Task<T[]> AtOnceAsync<T>(Func<int, ValueTask<T>> call)
    {
        using var start = new Barrier(Callers);
        return await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Factory.StartNew(
            async () =>
            {
                start.SignalAndWait(Cancellation);
                return await call(i);
            },
            Cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }
}
