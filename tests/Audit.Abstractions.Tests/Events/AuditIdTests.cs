using Audit.Events;

namespace Audit.Abstractions.Tests.Events;

public sealed class AuditIdTests
{
    // 2026-01-02 03:04:05.678901 UTC.
    private const long Time = 1_767_323_045_678_901;

    private const long LastMillisecond = (1L << 48) - 1;

    [Fact]
    public void An_id_is_a_UUID_of_version_7_in_the_variant_of_RFC_9562()
    {
        for (var i = 0; i < 1000; i++)
        {
            var id = AuditId.Create(Time + i);
            Assert.Equal(7, id.Version);
            Assert.InRange(id.Variant, 8, 11);
        }
    }

    [Fact]
    public void The_first_48_bits_are_the_milliseconds_and_the_next_12_the_fraction()
    {
        var text = AuditId.Create(Time).ToString("N");

        Assert.Equal(Time / 1000, Convert.ToInt64(text[..12], 16));
        Assert.Equal(901 * 4096 / 1000, Convert.ToInt32(text[13..16], 16));
    }

    [Fact]
    public void Ids_of_later_microseconds_sort_after_earlier_ones()
    {
        for (var i = 0; i < 10_000; i++)
        {
            var (earlier, later) = (AuditId.Create(Time + i), AuditId.Create(Time + i + 1));
            Assert.True(earlier.CompareTo(later) < 0);
            Assert.True(string.CompareOrdinal(earlier.ToString(), later.ToString()) < 0);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(999, 0)]
    [InlineData(1000, 1)]
    [InlineData(LastMillisecond * 1000, LastMillisecond)]
    [InlineData((LastMillisecond * 1000) + 1, LastMillisecond)]
    [InlineData(long.MaxValue, LastMillisecond)]
    public void Times_that_48_bits_cannot_hold_are_clamped(long microseconds, long milliseconds)
    {
        var id = AuditId.Create(microseconds);

        Assert.Equal(7, id.Version);
        Assert.Equal(milliseconds, AuditId.UnixMilliseconds(id));
    }

    [Fact]
    public void Ids_of_other_versions_have_no_time()
    {
        Assert.Null(AuditId.UnixMilliseconds(Guid.Empty));
        Assert.Null(AuditId.UnixMilliseconds(new Guid("f81d4fae-7dec-41d0-a765-00a0c91e6bf6")));
        Assert.Equal(Time / 1000, AuditId.UnixMilliseconds(Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(Time / 1000))));
    }

    [Fact]
    public async Task Ids_made_by_many_threads_for_one_time_differ()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            var ids = new Guid[20_000];
            for (var i = 0; i < ids.Length; i++)
                ids[i] = AuditId.Create(Time);
            return ids;
        })));

        Assert.Equal(160_000, made.SelectMany(ids => ids).Distinct().Count());
    }

    [Fact]
    public void Making_an_id_allocates_nothing()
    {
        AuditId.Create(Time);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            AuditId.Create(Time + i);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
