using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Storage.ClickHouse.Tests.Writing;

public sealed class ClickHouseAuditStoreTests(EmbeddedEngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retried_batch_counts_once_in_the_rollups_too()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        const long month = 31L * 24 * 3600 * 1_000_000;
        var batch = ContractBatch.Of("retry", [.. Enumerable.Range(0, 90).Select(i => SampleEvents.Update(i, SampleEvents.Time + i % 3 * month))]);
        for (var i = 0; i < 3; i++)
            await application.Store.WriteAsync(batch, Token);

        Assert.Equal(90UL, await application.ScalarAsync<ulong>("SELECT count() FROM audit_logs"));
        Assert.Equal(90UL, await application.ScalarAsync<ulong>("SELECT sum(events) FROM audit_rollup_hourly"));
        Assert.Equal(90UL, await application.ScalarAsync<ulong>("SELECT sum(events) FROM audit_rollup_actor_daily"));
    }

    [Fact]
    public async Task The_store_is_durable_while_its_table_writes_to_the_disk_before_it_acknowledges()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        Assert.True(application.Store.IsDurable);

        await application.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs MODIFY SETTING fsync_part_directory = 0", null, null, Token);
        await application.Store.InitializeAsync(Token);

        Assert.False(application.Store.IsDurable);
    }

    [Fact]
    public async Task The_store_tells_the_time_of_its_own_clock()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var before = DateTimeOffset.UtcNow;

        var time = await application.Store.GetTimeAsync(Token);

        // The engine is in this process; its clock counts microseconds.
        Assert.InRange(time!.Value, before.AddMicroseconds(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Batch_of_one_month_becomes_one_part()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        await application.Store.WriteAsync(ContractBatch.Of("part", [.. Enumerable.Range(1, 2000).Select(number => SampleEvents.Update(number))]), Token);
        Assert.Equal(1UL, await application.ScalarAsync<ulong>("SELECT count() FROM system.parts WHERE database = currentDatabase() AND table = 'audit_logs'"));
    }

    [Fact]
    public async Task Events_of_more_months_than_the_engine_usually_takes_are_stored()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        const long month = 31L * 24 * 3600 * 1_000_000;
        await application.Store.WriteAsync(ContractBatch.Of("months", [.. Enumerable.Range(0, 104).Select(i => SampleEvents.Update(i, i * month))]), Token);
        Assert.Equal(104UL, await application.ScalarAsync<ulong>("SELECT count() FROM audit_logs"));
    }

    [Fact]
    public async Task Damaged_batch_is_refused_and_the_next_one_stored()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var batch = ContractBatch.Of("damaged", [SampleEvents.Full(1), SampleEvents.Update(2)]);
        var rows = batch.Rows.ToArray();
        rows[batch.Index.Span[1].Offset + 25] = 0xFF;
        await Assert.ThrowsAsync<AuditStoreException>(async () => await application.Store.WriteAsync(ContractBatch.Over(batch, rows), Token));
        Assert.Empty(await application.ReadRowsAsync("damaged"));

        await application.Store.WriteAsync(batch, Token);
        Assert.Equal(ContractBatch.RowsOf(batch), await application.ReadRowsAsync("damaged"));
    }

    [Fact]
    public async Task Batches_prepared_ahead_are_stored_as_others_are()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var batches = Enumerable.Range(0, 5)
            .Select(i => ContractBatch.Of("ahead", [.. Enumerable.Range(1, 500).Select(number => SampleEvents.Update((i * 500) + number))], firstSequence: (ulong)(i * 500) + 1)).ToList();
        for (var i = 0; i < batches.Count; i++)
        {
            var writing = application.Store.WriteAsync(batches[i], Token);
            if (i + 1 < batches.Count)
                application.Store.Prepare(batches[i + 1]);
            await writing;
        }

        Assert.Equal(batches.SelectMany(ContractBatch.RowsOf), await application.ReadRowsAsync("ahead"));
    }

    [Fact]
    public async Task A_damaged_batch_cannot_be_prepared_and_says_so_when_it_is_written()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var batch = ContractBatch.Of("damaged-ahead", [SampleEvents.Full(1)]);
        var damaged = ContractBatch.Over(batch, batch.Rows[..^1].ToArray());

        application.Store.Prepare(damaged);

        await Assert.ThrowsAsync<AuditStoreException>(async () => await application.Store.WriteAsync(damaged, Token));
        application.Store.Prepare(damaged);
        await application.Store.WriteAsync(batch, Token);
        Assert.Equal(ContractBatch.RowsOf(batch), await application.ReadRowsAsync("damaged-ahead"));
    }

    [Fact]
    public async Task Batch_of_nothing_needs_no_store()
    {
        await using var application = StoreApplication.Create(engine);
        var batch = ContractBatch.Of("empty", [SampleEvents.Bare()]);
        await application.Store.WriteAsync(
            new SealedBatch { SchemaVersion = 1, Stream = "empty", RetentionClass = "default", Token = "empty", Rows = batch.Rows, Index = default }, Token);
    }

    [Fact]
    public async Task Store_is_registered_once_and_told_by_its_database()
    {
        await using var application = StoreApplication.Create(engine, "told");
        Assert.Single(application.Services.GetServices<IAuditStore>());
        Assert.Equal("ClickHouse embedded, database told", application.Store.Description);
    }
}
