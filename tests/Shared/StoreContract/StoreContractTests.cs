using Audit.Storage;

namespace Audit.Testing;

/// <summary>
/// What every <see cref="IAuditStore"/> must do. An implementation derives from this class and tells how to make a store and how to count its rows.
/// The rows are made by the real encoder.
/// </summary>
public abstract class StoreContractTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A store, ready to be initialized, that shares nothing with those of other tests.</summary>
    protected abstract ValueTask<IAuditStore> CreateStoreAsync();

    /// <summary>Reads back what the store holds of a stream, in the order of the sequence: the bytes of each row as its columns give them.</summary>
    protected abstract ValueTask<IReadOnlyList<ContractRow>> ReadAsync(IAuditStore store, string stream);

    [Fact]
    public async Task A_batch_is_stored_with_the_bytes_that_were_sealed()
    {
        var store = await InitializedAsync();
        var batch = ContractBatch.Of("contract/bytes", [SampleEvents.Full(1), SampleEvents.Update(2), SampleEvents.Bare(3)]);

        await store.WriteAsync(batch, Cancellation);

        await AssertStoredAsync(store, batch);
    }

    [Fact]
    public async Task A_repeated_token_is_stored_once()
    {
        var store = await InitializedAsync();
        var batch = ContractBatch.Of("contract/token", [.. Enumerable.Range(1, 50).Select(number => SampleEvents.Update(number))]);

        for (var i = 0; i < 3; i++)
            await store.WriteAsync(batch, Cancellation);

        await AssertStoredAsync(store, batch);
    }

    [Fact]
    public async Task Batches_that_differ_only_in_their_range_are_both_stored()
    {
        var store = await InitializedAsync();
        var first = ContractBatch.Of("contract/range", [SampleEvents.Update(1)], firstSequence: 1);
        var second = ContractBatch.Of("contract/range", [SampleEvents.Update(1)], firstSequence: 2);

        await store.WriteAsync(first, Cancellation);
        await store.WriteAsync(second, Cancellation);

        Assert.Equal([1UL, 2UL], (await ReadAsync(store, "contract/range")).Select(row => row.Sequence));
    }

    [Fact]
    public async Task Initializing_again_keeps_what_is_stored()
    {
        var store = await InitializedAsync();
        var batch = ContractBatch.Of("contract/again", [SampleEvents.Update(1)]);
        await store.WriteAsync(batch, Cancellation);

        await store.InitializeAsync(Cancellation);

        await AssertStoredAsync(store, batch);
    }

    [Fact]
    public async Task Empty_texts_long_texts_and_odd_characters_keep_their_bytes()
    {
        var store = await InitializedAsync();
        var batch = ContractBatch.Of("contract/odd", [.. OddEvents.All]);

        await store.WriteAsync(batch, Cancellation);

        await AssertStoredAsync(store, batch);
    }

    [Fact]
    public async Task Rows_of_several_months_may_come_in_one_batch()
    {
        const long month = 31L * 24 * 3600 * 1_000_000;
        var store = await InitializedAsync();
        var batch = ContractBatch.Of("contract/months", [.. Enumerable.Range(0, 6).Select(i => SampleEvents.Update(i, SampleEvents.Time + i * month))]);

        await store.WriteAsync(batch, Cancellation);

        await AssertStoredAsync(store, batch);
    }

    [Fact]
    public async Task A_large_batch_is_stored_whole()
    {
        var store = await InitializedAsync();
        var batch = ContractBatch.Of("contract/large", [.. Enumerable.Range(1, 50_000).Select(number => SampleEvents.Update(number))]);

        await store.WriteAsync(batch, Cancellation);
        await store.WriteAsync(batch, Cancellation);

        var rows = await ReadAsync(store, batch.Stream);
        Assert.Equal(50_000, rows.Count);
        Assert.Equal(Enumerable.Range(1, 50_000).Select(number => (ulong)number), rows.Select(row => row.Sequence));
    }

    [Fact]
    public async Task Retention_classes_are_stored_apart_with_their_expiry()
    {
        var store = await InitializedAsync();
        var kept = ContractBatch.Of("contract/classes", [SampleEvents.Update(1)], retentionClass: "security", firstSequence: 1);
        var other = ContractBatch.Of("contract/classes", [SampleEvents.Update(2)], firstSequence: 2);

        await store.WriteAsync(kept, Cancellation);
        await store.WriteAsync(other, Cancellation);

        var rows = await ReadAsync(store, "contract/classes");
        Assert.Equal(kept.Index.Span[0].ExpiresAt, rows[0].ExpiresAt);
        Assert.Equal(["security", "default"], rows.Select(row => (string)NaiveRowReader.Read(row.Bytes)["retention_class"]!));
    }

    [Fact]
    public async Task A_cancelled_write_throws_and_can_be_repeated()
    {
        var store = await InitializedAsync();
        var batch = ContractBatch.Of("contract/cancelled", [.. Enumerable.Range(1, 20).Select(number => SampleEvents.Update(number))]);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.WriteAsync(batch, cancelled.Token));
        await store.WriteAsync(batch, Cancellation);

        await AssertStoredAsync(store, batch);
    }

    [Fact]
    public async Task The_buffers_may_be_used_again_once_the_write_returned()
    {
        var store = await InitializedAsync();
        var batch = ContractBatch.Of("contract/buffers", [SampleEvents.Full(1), SampleEvents.Update(2)]);
        var expected = ContractBatch.RowsOf(batch);

        var bytes = batch.Rows.ToArray();
        await store.WriteAsync(ContractBatch.Over(batch, bytes), Cancellation);
        Array.Clear(bytes);

        Assert.Equal(expected, await ReadAsync(store, batch.Stream));
    }

    [Fact]
    public async Task It_tells_which_rows_of_a_batch_it_has_or_that_it_cannot_tell()
    {
        var store = await InitializedAsync();
        var batch = ContractBatch.Of("contract/found", [.. Enumerable.Range(1, 30).Select(number => SampleEvents.Update(number))], firstSequence: 5);
        var other = ContractBatch.Of("contract/found/other", [.. Enumerable.Range(1, 30).Select(number => SampleEvents.Update(number))], firstSequence: 5);
        var later = ContractBatch.Of("contract/found", [.. Enumerable.Range(1, 40).Select(number => SampleEvents.Update(number))], firstSequence: 5);
        await store.WriteAsync(other, Cancellation);

        if (await store.FindStoredAsync(batch, Cancellation) is not { } before)
            return;
        Assert.Empty(before);
        await store.WriteAsync(batch, Cancellation);

        Assert.Equal(Enumerable.Range(5, 30).Select(static sequence => (ulong)sequence), (await store.FindStoredAsync(batch, Cancellation))!.Order());
        Assert.Equal(Enumerable.Range(5, 30).Select(static sequence => (ulong)sequence), (await store.FindStoredAsync(later, Cancellation))!.Order());
    }

    [Fact]
    public async Task A_store_that_is_there_answers_a_ping_and_tells_what_it_is()
    {
        var store = await InitializedAsync();

        await store.PingAsync(Cancellation);

        Assert.NotEmpty(store.Description);
    }

    private async Task AssertStoredAsync(IAuditStore store, SealedBatch batch) =>
        Assert.Equal(ContractBatch.RowsOf(batch), await ReadAsync(store, batch.Stream));

    private async Task<IAuditStore> InitializedAsync()
    {
        var store = await CreateStoreAsync();
        await store.InitializeAsync(Cancellation);
        return store;
    }
}
