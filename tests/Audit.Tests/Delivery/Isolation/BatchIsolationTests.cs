using Audit.Storage;
using Audit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Delivery.Isolation;

/// <summary>A row that the store refuses must not hold up the others.</summary>
public sealed class BatchIsolationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_bad_row_of_ten_thousand_is_set_aside_and_declared_and_the_rest_is_stored()
    {
        await using var pipeline = await RecordedAsync(10_000);
        pipeline.Store.IsBad = row => row.Sequence == 4_321;

        await DeliverAsync(pipeline);

        Assert.Equal([4_321UL], pipeline.Store.DeadLetters.Keys);
        Assert.Equal("BAD_ROW", pipeline.Store.DeadLetters[4_321].Code);
        Assert.Equal(4_320L, NaiveRow(pipeline.Store.DeadLetters[4_321])["rows_read"]);
        var sequences = pipeline.Store.Rows.Where(row => row["action"] is "db.select").Select(row => row.Sealed.Sequence).Order().ToArray();
        Assert.Equal(Enumerable.Range(1, 10_000).Select(number => (ulong)number).Where(number => number != 4_321), sequences);
        Assert.InRange(pipeline.Store.Attempts, 14, 30);

        var gap = Assert.Single(pipeline.Store.Rows, GapRow.Is);
        Assert.Equal(("1", "dead_lettered"), (Attribute(gap, "count"), Attribute(gap, "reason")));
        Assert.Equal((10_001, 10_000, 1, 0), (pipeline.Statistics.Recorded, pipeline.Statistics.Delivered, pipeline.Statistics.Dropped, pipeline.Statistics.Queued));
    }

    [Fact]
    public async Task A_store_that_fails_in_between_gets_each_row_once()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = await RecordedAsync(1_000, time: time);
        pipeline.Store.IsBad = row => row.Sequence is 17 or 18 or 700;
        var writes = 0;
        pipeline.Store.AfterWrite = (_, _) => ++writes % 3 == 0 ? throw new HttpRequestException("connection lost") : ValueTask.CompletedTask;

        pipeline.Pipeline.Start();
        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics is { Dropped: 3, Queued: 0 });

        Assert.Equal([17UL, 18UL, 700UL], pipeline.Store.DeadLetters.Keys.Order());
        Assert.Equal(997, pipeline.Store.Rows.Count(row => row["action"] is "db.select"));
        Assert.Equal(997, pipeline.Store.Rows.Where(row => row["action"] is "db.select").Select(row => row.Sealed.Sequence).Distinct().Count());
    }

    [Theory]
    [InlineData(101, 1_000)]
    [InlineData(50, 50)]
    public async Task More_bad_rows_than_can_be_a_few_hold_delivery_and_set_nothing_aside(int bad, int of)
    {
        var time = new FakeTimeProvider();
        await using var pipeline = await RecordedAsync(of, time: time);
        pipeline.Store.IsBad = row => row.Sequence <= (ulong)bad;
        pipeline.Pipeline.Start();

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Get<Audit.Delivery.DeliveryState>().Hold is not null);
        Assert.Empty(pipeline.Store.DeadLetters);
        Assert.Equal(0, pipeline.Statistics.Dropped);

        pipeline.Store.IsBad = static _ => false;
        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Statistics.Queued == 0);
        Assert.Equal(of, pipeline.Store.Rows.Count(row => row["action"] is "db.select"));
    }

    [Fact]
    public async Task A_single_row_that_is_refused_is_set_aside()
    {
        await using var pipeline = await RecordedAsync(1);
        pipeline.Store.IsBad = row => row.Sequence == 1;

        await DeliverAsync(pipeline);

        Assert.Equal([1UL], pipeline.Store.DeadLetters.Keys);
    }

    [Fact]
    public async Task No_dead_letters_at_all_can_be_asked_for()
    {
        var time = new FakeTimeProvider();
        await using var pipeline = await RecordedAsync(10, most: 0, time);
        pipeline.Store.IsBad = row => row.Sequence == 5;
        pipeline.Pipeline.Start();

        await TestPipeline.AdvanceUntilAsync(time, () => pipeline.Get<Audit.Delivery.DeliveryState>().Hold is not null);

        Assert.Empty(pipeline.Store.DeadLetters);
    }

    /// <summary>The events are recorded before the pipeline starts, so that they make one batch.</summary>
    private static async Task<TestPipeline> RecordedAsync(int events, int most = 100, TimeProvider? time = null)
    {
        var pipeline = new TestPipeline(
            options =>
            {
                options.Buffer.Capacity = events;
                options.Delivery.MaxDeadLetters = most;
            },
            time);
        for (var i = 0; i < events; i++)
            await pipeline.Log.RecordAsync(TestPipeline.Event(i), Cancellation);
        return pipeline;
    }

    /// <summary>Delivers what was recorded, and then what that left to be declared.</summary>
    private static async Task DeliverAsync(TestPipeline pipeline)
    {
        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);
        await pipeline.Log.FlushAsync(Cancellation);
    }

    private static IReadOnlyDictionary<string, object?> NaiveRow(DeadLetter deadLetter) => Audit.Testing.NaiveRowReader.Read(deadLetter.Row.ToArray());

    private static string? Attribute(StoredRow row, string name) =>
        ((IEnumerable<KeyValuePair<string, string>>)row["attributes"]!).FirstOrDefault(attribute => attribute.Key == name).Value;
}
