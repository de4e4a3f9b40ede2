using Audit.Spooling.Reading;
using Audit.Tests.Spooling.Simulation;

namespace Audit.Tests.Spooling;

/// <summary>Files that are not as they were written: by the disk's fault, or by somebody's will.</summary>
public sealed class DamageTests
{
    private const int Batches = 5;
    private const int Each = 3;

    [Fact]
    public void Whichever_byte_of_a_segment_is_damaged_nothing_wrong_is_accepted_and_the_gap_is_exact()
    {
        var length = Written(out _, out _, out var end).Content(SegmentPath).Length;
        Assert.InRange(end, 1, length - 64);
        for (var at = 0L; at < end + 64; at++)
        {
            var disk = Written(out var lastBatch);
            disk.Content(SegmentPath).Flip(at);
            var store = new SimulatedStore(new Random(1), answersQueries: true);

            var process = new SimulatedProcess(disk, store, "second");
            process.DeliverAll();

            var missing = process.Gaps.SelectMany(static entry => Sequences(entry.Gap)).ToHashSet();
            var stored = store.Counts.Keys.Select(static key => key.Sequence).ToHashSet();
            Assert.All(store.Rows, static row => Assert.Equal(SimulatedProcess.RowOf(row.Key.Stream, row.Key.Sequence), row.Value));
            Assert.Empty(stored.Intersect(missing));
            // The head of the last batch is all that tells of it: without, it is a torn tail.
            var told = at >= lastBatch && at < lastBatch + 64 ? Enumerable.Range(1, (Batches - 1) * Each) : Enumerable.Range(1, Batches * Each);
            Assert.Equal(told.Select(static sequence => (ulong)sequence), stored.Union(missing).Order());
            Assert.InRange(missing.Count, 0, Each);
        }
    }

    [Fact]
    public void A_damaged_record_is_missing_alone()
    {
        var disk = Written(out var lastBatch);
        disk.Content(SegmentPath).Flip(lastBatch + 64 + (Each * 20) + 3);
        var process = new SimulatedProcess(disk, new SimulatedStore(new Random(1), answersQueries: true), "second");

        process.DeliverAll();

        Assert.Equal([new SequenceGap(((Batches - 1) * Each) + 1, ((Batches - 1) * Each) + 1)], process.Gaps.Select(static entry => entry.Gap));
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("cursor")]
    public void Whichever_byte_of_a_small_file_is_damaged_nothing_is_lost_or_stored_twice(string name)
    {
        var path = $"{SimulatedProcess.Root}/first/{name}";
        for (var at = 0L; at < Math.Min(Written(out _).Content(path).Length, 8192); at += at is > 128 and < 4096 or > 4224 ? 64 : 1)
        {
            var disk = Written(out _, out var store);
            disk.Content(path).Flip(at);

            var process = new SimulatedProcess(disk, store, "second");
            process.DeliverAll();

            Assert.Equal(Batches * Each, store.Counts.Count);
            Assert.All(store.Counts.Values, static count => Assert.Equal(1, count));
            Assert.Empty(process.Gaps);
        }
    }

    [Fact]
    public void A_segment_of_another_spool_is_refused_and_left_alone()
    {
        var disk = Written(out _);
        var other = new SimulatedProcess(disk, new SimulatedStore(new Random(1), answersQueries: true), "other");
        Assert.True(other.Append(3, durable: true));
        disk.Rename($"{SimulatedProcess.Root}/other/0000000001.seg", $"{SimulatedProcess.Root}/other/x");
        var planted = disk.Content($"{SimulatedProcess.Root}/other/x");
        var file = disk.Create($"{SimulatedProcess.Root}/first/0000000009.seg");
        var bytes = new byte[planted.Length];
        planted.Read(bytes, 0);
        file.Write(bytes, 0);
        disk.Kill();
        var store = new SimulatedStore(new Random(1), answersQueries: true);

        var process = new SimulatedProcess(disk, store, "second");
        process.DeliverAll();

        Assert.Equal(["0000000009.seg"], process.Refused);
        Assert.Equal(Batches * Each, store.Counts.Keys.Count(static key => key.Stream == "shop/first"));
        Assert.DoesNotContain(store.Counts.Keys, static key => key.Stream == "shop/other");
        Assert.Equal(["0000000009.seg"], disk.FilesOf($"{SimulatedProcess.Root}/first"));
    }

    [Fact]
    public void What_a_process_left_is_gone_once_it_is_delivered()
    {
        var disk = Written(out _);
        var process = new SimulatedProcess(disk, new SimulatedStore(new Random(1), answersQueries: true), "second");

        process.DeliverAll();

        Assert.Equal(["second"], disk.DirectoriesOf(SimulatedProcess.Root));
    }

    [Fact]
    public void What_a_running_process_writes_is_not_adopted()
    {
        var disk = new SimulatedDisk();
        var store = new SimulatedStore(new Random(1), answersQueries: true);
        var first = new SimulatedProcess(disk, store, "first");
        first.Append(3, durable: true);

        var second = new SimulatedProcess(disk, store, "second");

        Assert.Empty(second.Adopted);
    }

    private static string SegmentPath => $"{SimulatedProcess.Root}/first/0000000001.seg";

    private static IEnumerable<ulong> Sequences(SequenceGap gap)
    {
        for (var sequence = gap.First; sequence <= gap.Last; sequence++)
            yield return sequence;
    }

    private static SimulatedDisk Written(out long lastBatch) => Written(out lastBatch, out _);

    private static SimulatedDisk Written(out long lastBatch, out SimulatedStore store) => Written(out lastBatch, out store, out _);

    /// <summary>A process wrote some batches and was killed.</summary>
    private static SimulatedDisk Written(out long lastBatch, out SimulatedStore store, out long end)
    {
        var disk = new SimulatedDisk();
        store = new SimulatedStore(new Random(1), answersQueries: true);
        var process = new SimulatedProcess(disk, store, "first", firstBytes: 16 * 1024);
        lastBatch = 0;
        for (var i = 0; i < Batches; i++)
        {
            lastBatch = process.Directory.Segments.After(null)?.End ?? 0;
            Assert.True(process.Append(Each, durable: true));
        }

        end = process.Directory.Segments.After(null)!.End;
        disk.Kill();
        return disk;
    }
}
