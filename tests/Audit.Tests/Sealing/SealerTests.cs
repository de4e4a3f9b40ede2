using System.Security.Cryptography;
using Audit.Encoding;
using Audit.Events;
using Audit.Retention;
using Audit.Sealing;
using Audit.Storage;
using Audit.Testing;
using Audit.Tests.Hosting;

namespace Audit.Tests.Sealing;

public sealed class SealerTests
{
    [Fact]
    public void Sequences_run_from_one_without_gaps_across_retention_classes()
    {
        var batches = Seal([.. Enumerable.Range(0, 100).Select(i => TestPipeline.Event(i, i % 3 == 0 ? "security" : null))]);

        Assert.Equal(["default", "security"], batches.Select(batch => batch.RetentionClass).Order());
        Assert.Equal(
            Enumerable.Range(1, 100).Select(i => (ulong)i),
            batches.SelectMany(batch => batch.Index.ToArray()).Select(row => row.Sequence).Order());
        Assert.All(batches, batch => Assert.All(
            batch.Index.ToArray(),
            row => Assert.Equal(batch.RetentionClass, NaiveRowReader.Read(batch.Rows.Slice(row.Offset, row.Length).Span)["retention_class"])));
    }

    [Fact]
    public void The_leaf_check_begins_the_hash_of_a_zero_byte_and_the_row()
    {
        var batch = Assert.Single(Seal([SampleEvents.Full(), SampleEvents.Bare(), SampleEvents.Update()]));

        foreach (var row in batch.Index.ToArray())
        {
            var hash = SHA256.HashData([0, .. batch.Rows.Slice(row.Offset, row.Length).Span]);
            Assert.Equal(BitConverter.ToUInt32(hash), row.LeafCheck);
        }
    }

    [Fact]
    public void The_token_names_stream_range_and_the_hash_over_the_leaf_hashes()
    {
        var batch = Assert.Single(Seal([SampleEvents.Full(), SampleEvents.Bare()]));

        var leaves = batch.Index.ToArray().SelectMany(row => SHA256.HashData([0, .. batch.Rows.Slice(row.Offset, row.Length).Span]));

        Assert.Equal($"stream-1:1-2:{Convert.ToHexStringLower(SHA256.HashData([.. leaves]))}", batch.Token);
    }

    [Fact]
    public void Rows_lie_one_after_the_other()
    {
        var batch = Assert.Single(Seal([.. Enumerable.Range(0, 300).Select(i => SampleEvents.Update(i))]));

        var end = 0;
        foreach (var row in batch.Index.ToArray())
        {
            Assert.Equal(end, row.Offset);
            end += row.Length;
        }

        Assert.Equal(batch.Rows.Length, end);
    }

    [Fact]
    public void Rows_expire_when_their_class_says_and_the_column_can_hold_it()
    {
        var day = 24 * 3600L;
        var batches = Seal([
            TestPipeline.Event(0),
            TestPipeline.Event(0, "security"),
            SampleEvents.Bare(time: AuditEvent.UnixMicroseconds(DateTimeOffset.MaxValue)),
            SampleEvents.Bare(time: AuditEvent.UnixMicroseconds(DateTimeOffset.MinValue)),
        ]);

        var expiries = batches.SelectMany(batch => batch.Index.ToArray()).OrderBy(row => row.Sequence).Select(row => (long)row.ExpiresAt);
        Assert.Equal([SampleEvents.Time / 1_000_000 + 365 * day, SampleEvents.Time / 1_000_000 + 2555 * day, uint.MaxValue, 0], expiries);
    }

    [Fact]
    public void An_unknown_class_is_reported_and_the_categorys_stands_in()
    {
        var sealer = NewSealer();

        sealer.Seal(TestPipeline.Event(0, "no-such-class"), out var isKnown);

        Assert.False(isKnown);
        Assert.Equal("default", sealer.CloseNext()!.Batch.RetentionClass);
    }

    [Fact]
    public void Buffers_are_used_again_only_after_their_batch_is_released()
    {
        var sealer = NewSealer(maxRows: 200);
        var events = Enumerable.Range(0, 200).Select(i => SampleEvents.Update(i)).ToArray();

        var first = SealAll(sealer, events)!;
        var second = SealAll(sealer, events)!;
        var bytes = first.Batch.Rows.ToArray();
        Assert.Equal(bytes, first.Batch.Rows.ToArray());
        Assert.NotEqual(first.Batch.Token, second.Batch.Token);

        first.Release();
        var third = SealAll(sealer, events)!;
        Assert.Equal(bytes, third.Batch.Rows.ToArray());
        Assert.True(third.Batch.Rows.Span.Overlaps(first.Batch.Rows.Span));
        Assert.False(third.Batch.Rows.Span.Overlaps(second.Batch.Rows.Span));
    }

    [Fact]
    public void A_small_batch_does_not_keep_large_buffers()
    {
        var sealer = NewSealer();
        sealer.Seal(SampleEvents.Bare(), out _);

        var batch = sealer.CloseNext()!.Batch;

        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(batch.Rows, out var segment));
        Assert.Equal(batch.Rows.Length, segment.Array!.Length);
    }

    private static PendingBatch? SealAll(Sealer sealer, AuditEvent[] events)
    {
        PendingBatch? full = null;
        foreach (var auditEvent in events)
            full = sealer.Seal(auditEvent, out _);
        return full;
    }

    private static List<SealedBatch> Seal(AuditEvent[] events)
    {
        var sealer = NewSealer();
        SealAll(sealer, events);
        var batches = new List<SealedBatch>();
        while (sealer.CloseNext() is { } batch)
            batches.Add(batch.Batch);
        return batches;
    }

    private static Sealer NewSealer(int maxRows = 50_000)
    {
        var retention = new AuditRetentionOptions();
        retention.Classes["security"] = new RetentionClassOptions { KeepFor = TimeSpan.FromDays(2555) };
        return new Sealer("stream-1", new RowEncoder(SampleEvents.Origin), new RetentionPolicy(retention), new AuditBatchOptions { MaxRows = maxRows }, TimeProvider.System);
    }
}
