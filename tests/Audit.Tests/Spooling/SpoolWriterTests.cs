using Audit.Spooling.Reading;
using Audit.Tests.Spooling.Simulation;

namespace Audit.Tests.Spooling;

/// <summary>The writer on a disk that fails.</summary>
public sealed class SpoolWriterTests
{
    private readonly SimulatedDisk _disk = new();
    private readonly SimulatedStore _store = new(new Random(1), answersQueries: true);

    [Fact]
    public void After_a_failed_sync_the_batch_goes_into_a_new_segment_and_the_old_file_is_never_synced_again()
    {
        var process = Process("first");
        Assert.True(process.Append(2, durable: true));
        string? failed = null;
        _disk.Before = (operation, path) =>
        {
            if (operation != "sync" || !IsSegment(path))
                return;
            Assert.NotEqual(failed, path);
            if (failed is not null)
                return;
            failed = path;
            throw new IOException("EIO");
        };

        Assert.True(process.Append(3, durable: true));

        Assert.NotNull(failed);
        _disk.Before = static (_, _) => { };
        _disk.Restart(new Random(1));
        Assert.Equal([1, 2, 3, 4, 5], Delivered(Process("second"), "first"));
    }

    [Fact]
    public void What_was_written_and_not_yet_durable_when_a_sync_failed_is_written_again()
    {
        var process = Process("first");
        Assert.True(process.Append(4, durable: false));
        FailOnce("sync");

        Assert.True(process.Append(1, durable: true));

        _disk.Restart(new Random(1));
        Assert.Equal([1, 2, 3, 4, 5], Delivered(Process("second"), "first"));
    }

    [Fact]
    public void A_sync_that_fails_on_every_segment_is_no_success_and_what_failed_is_not_delivered()
    {
        var process = Process("first");
        Assert.True(process.Append(1, durable: true));
        _disk.Before = (operation, path) =>
        {
            if (operation == "sync" && IsSegment(path))
                throw new IOException("EIO");
        };

        Assert.False(process.Append(2, durable: true));
        _disk.Before = static (_, _) => { };
        Assert.True(process.Append(1, durable: true));

        process.DeliverAll();
        Assert.Equal([1, 4], Delivered(process, "first"));
        Assert.Empty(process.Gaps);
        _disk.Restart(new Random(1));
        Assert.Equal([1, 4], Delivered(Process("second"), "first"));
    }

    [Fact]
    public void A_full_disk_refuses_batches_and_takes_them_again_when_there_is_space()
    {
        var process = Process("first");
        while (process.Append(4, durable: true) && process.Directory.Segments.Count < 2)
        {
        }

        var before = process.Durable.Count;
        _disk.Before = (operation, path) =>
        {
            if (operation is "create" or "write")
                throw new IOException("ENOSPC");
        };
        Assert.False(process.Append(3, durable: true));
        Assert.False(process.Append(3, durable: true));
        _disk.Before = static (_, _) => { };

        Assert.True(process.Append(2, durable: true));

        process.DeliverAll();
        Assert.Equal(before + 2, _store.Counts.Count);
        Assert.Empty(process.Gaps);
    }

    [Fact]
    public void Where_a_whole_segment_has_no_room_on_the_disk_a_small_one_is_made()
    {
        var process = Process("first");
        Assert.True(process.Append(1, durable: true));
        _disk.Capacity = _disk.Used + 5000;

        while (process.Directory.Segments.Count < 2)
            Assert.True(process.Append(1, durable: true));

        Assert.Equal(4096, process.Directory.Segments.After(process.Directory.Segments.After(null))!.Size);
        process.DeliverAll();
        Assert.Equal(process.Durable.Count, _store.Counts.Count);
    }

    [Fact]
    public void Beyond_its_limit_the_spool_takes_nothing_until_the_store_has_taken_some()
    {
        var process = Process("first", maxBytes: 24 * 1024);
        while (process.Append(4, durable: true))
        {
        }

        Assert.InRange(process.Directory.Segments.Bytes + process.Supply.Bytes, 0, 24 * 1024);
        process.DeliverAll();
        process.CleanUp();

        Assert.True(process.Append(4, durable: true));
    }

    [Fact]
    public void Segments_are_used_again_once_the_store_has_what_they_held()
    {
        var process = Process("first");
        var created = 0;
        _disk.Before = (operation, path) => created += operation == "create" && path.Contains("/0", StringComparison.Ordinal) ? 1 : 0;

        for (var i = 0; i < 200; i++)
        {
            Assert.True(process.Append(4, durable: true));
            process.DeliverAll();
            process.CleanUp();
            process.Supply.Prepare();
        }

        Assert.InRange(created, 1, 4);
        Assert.Equal(800, _store.Counts.Count);
        Assert.Empty(process.Gaps);
    }

    [Fact]
    public void Segments_that_a_burst_needed_are_used_again_by_the_next()
    {
        var process = Process("first", maxBytes: 4 << 20);
        var created = 0;
        _disk.Before = (operation, path) => created += operation == "create" && path.Contains("/0", StringComparison.Ordinal) ? 1 : 0;
        for (var burst = 0; burst < 3; burst++)
        {
            for (var i = 0; i < 60; i++)
                Assert.True(process.Append(4, durable: false));
            process.DeliverAll();
            process.CleanUp();
        }

        var needed = created;
        Assert.InRange(needed, 10, 20);
        for (var i = 0; i < 60; i++)
            Assert.True(process.Append(4, durable: false));

        Assert.Equal(needed, created);
    }

    [Fact]
    public void What_waits_to_be_used_again_takes_no_room_from_what_is_needed()
    {
        var process = Process("first", maxBytes: 40 * 1024);
        while (process.Append(4, durable: true))
        {
        }

        process.DeliverAll();
        process.CleanUp();

        Assert.True(process.Append(25, durable: true));
        Assert.InRange(process.Directory.Segments.Bytes + process.Supply.Bytes, 0, 40 * 1024);
    }

    [Fact]
    public void A_segment_whose_records_are_kept_after_the_acknowledgement_is_not_used_again_before()
    {
        var process = Process("first");
        while (process.Directory.Segments.Count < 3)
            process.Append(4, durable: true);
        process.DeliverAll();

        process.CleanUp(retention: 1);

        Assert.Equal(3, process.Directory.Segments.Count);
    }

    [Fact]
    public void A_batch_larger_than_a_segment_gets_one_of_its_own()
    {
        var process = Process("first");

        Assert.True(process.Append(100, durable: true));
        Assert.True(process.Append(1, durable: true));

        process.DeliverAll();
        Assert.Equal(101, _store.Counts.Count);
    }

    private static bool IsSegment(string path) => path.EndsWith(".seg", StringComparison.Ordinal);

    private SimulatedProcess Process(string name, long maxBytes = 1 << 20) => new(_disk, _store, name, maxBytes);

    private IEnumerable<int> Delivered(SimulatedProcess process, string name)
    {
        process.DeliverAll();
        Assert.All(_store.Counts.Values, static count => Assert.Equal(1, count));
        return _store.Counts.Keys.Where(key => key.Stream == "shop/" + name).Select(static key => (int)key.Sequence).Order();
    }

    private void FailOnce(string failing)
    {
        var hasFailed = false;
        _disk.Before = (operation, path) =>
        {
            if (hasFailed || operation != failing || !IsSegment(path))
                return;
            hasFailed = true;
            throw new IOException("EIO");
        };
    }
}
