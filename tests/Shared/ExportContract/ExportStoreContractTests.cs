using Audit.Exporting;
using Audit.Querying;

namespace Audit.Testing;

/// <summary>What every store of exports keeps to.</summary>
public abstract class ExportStoreContractTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Several instances over the same empty store.</summary>
    protected abstract ValueTask<IReadOnlyList<IExportStore>> CreateInstancesAsync(int count);

    [Fact]
    public async Task A_record_comes_back_as_it_was_kept()
    {
        var stores = await CreateInstancesAsync(2);
        var job = SampleExports.Job();
        await stores[0].AddAsync(job, Cancelled);
        AssertSame(job, await stores[1].FindAsync(job.Id, Cancelled));

        var next = job with
        {
            State = ExportState.Completed,
            RowsWritten = 42,
            Bytes = 1L << 40,
            Sha256 = "ab",
            CompletedAt = SampleExports.Now.AddMicroseconds(3),
            ExpiresAt = SampleExports.Now.AddDays(1),
            Host = "web-1:7",
            LeaseUntil = SampleExports.Now.AddMinutes(1),
            Error = "none",
        };
        var changed = await stores[1].TryChangeAsync(job, next, Cancelled);
        AssertSame(next with { Revision = 2 }, changed);
        AssertSame(changed!, await stores[0].FindAsync(job.Id, Cancelled));
        Assert.Null(await stores[0].FindAsync(Guid.NewGuid(), Cancelled));
    }

    [Fact]
    public async Task Of_many_who_change_a_record_at_once_one_succeeds()
    {
        var stores = await CreateInstancesAsync(4);
        var job = SampleExports.Job();
        await stores[0].AddAsync(job, Cancelled);

        var changes = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            stores[number % stores.Count].TryChangeAsync(job, job with { State = ExportState.Running, Host = $"host-{number}" }, Cancelled).AsTask()));

        var winner = Assert.Single(changes, changed => changed is not null);
        AssertSame(winner!, await stores[0].FindAsync(job.Id, Cancelled));
        Assert.Null(await stores[0].TryChangeAsync(job, job with { State = ExportState.Cancelled }, Cancelled));
    }

    [Fact]
    public async Task Lists_are_of_the_requester_and_in_order()
    {
        var store = (await CreateInstancesAsync(1))[0];
        var jobs = new[] { SampleExports.Job("vera", 1), SampleExports.Job("otto", 2), SampleExports.Job("vera", 3) };
        foreach (var job in jobs)
            await store.AddAsync(job, Cancelled);
        await store.TryChangeAsync(jobs[0], jobs[0] with { State = ExportState.Running }, Cancelled);
        await store.TryChangeAsync(jobs[1], jobs[1] with { State = ExportState.Failed }, Cancelled);

        Assert.Equal([jobs[2].Id, jobs[1].Id, jobs[0].Id], Ids(await store.ListAsync(null, 10, Cancelled)));
        Assert.Equal([jobs[2].Id, jobs[0].Id], Ids(await store.ListAsync("vera", 10, Cancelled)));
        Assert.Equal([jobs[2].Id], Ids(await store.ListAsync("vera", 1, Cancelled)));
        Assert.Empty(await store.ListAsync("' OR 1=1 --", 10, Cancelled));
        Assert.Equal([jobs[0].Id, jobs[2].Id], Ids(await store.ListOpenAsync(Cancelled)));
    }

    private static IEnumerable<Guid> Ids(IEnumerable<ExportJob> jobs) => jobs.Select(job => job.Id);

    /// <summary>Records compare lists by reference.</summary>
    private static void AssertSame(ExportJob expected, ExportJob? found)
    {
        Assert.NotNull(found);
        Assert.Equal(AuditFilterJson.Write(expected.Selection.Filter), AuditFilterJson.Write(found.Selection.Filter));
        Assert.Equal(Flat(expected), Flat(found));
        static ExportJob Flat(ExportJob job) => job with { Selection = job.Selection with { Filter = new AuditFilter() } };
    }
}
