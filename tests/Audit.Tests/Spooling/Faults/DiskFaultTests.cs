namespace Audit.Tests.Spooling.Faults;

/// <summary>
/// Real processes on disks that fail: syncs by a preloaded library, since no disk at hand fails on demand; space and read-only file systems by mounts, where this
/// machine lets us mount, and otherwise by that library, too.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DiskFaultTests : IDisposable
{
    private readonly FaultyProcess _process = new();

    public void Dispose() => _process.Dispose();

    [Fact]
    public async Task A_sync_that_fails_once_costs_a_segment_and_no_event()
    {
        _process.Start(options: "Acknowledge:Writes=Disk");
        Assert.Equal("safe", await _process.RecordAsync(1));
        _process.Fail("sync", FaultyProcess.InputOutput, once: true);

        Assert.Equal("safe", await _process.RecordAsync(2));
        Assert.Equal("safe", await _process.RecordAsync(3));

        _process.Kill();
        Assert.Equal([1, 2, 3], await _process.DrainAsync());
        // Once a sync of a file failed, the next one may succeed although its data is gone: there must be none.
        var syncs = _process.ReadSyncs();
        var failed = Assert.Single(syncs, static sync => sync.Error != 0);
        Assert.DoesNotContain(syncs.SkipWhile(sync => sync != failed).Skip(1), sync => sync.File == failed.File);
    }

    [Theory]
    [InlineData("Continue", "lost")]
    [InlineData("FailOperation", "failed")]
    public async Task Syncs_that_fail_are_never_taken_for_a_success(string mode, string answer)
    {
        _process.Start(options: ["Acknowledge:Writes=Disk", "RetryFor=00:00:00.1", $"WhenUnavailable={mode}"]);
        Assert.Equal("safe", await _process.RecordAsync(1));
        _process.Fail("sync", FaultyProcess.InputOutput);

        Assert.Equal(answer, await _process.RecordAsync(2));
        Assert.Equal("NoSegmentException", (await _process.StatisticsAsync()).Error);

        _process.Mend();
        await ExpectRecoveryAsync([1], [2]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_disk_loses_what_is_declared_and_goes_on_by_itself_when_there_is_space(bool isMounted)
    {
        isMounted &= FaultyProcess.MayMount;
        _process.Start(isMounted, options: ["RetryFor=00:00:00.1", "SegmentBytes=65536"]);
        Assert.Equal("safe", await _process.RecordAsync(1));
        if (isMounted)
            await _process.FillAsync();
        else
            _process.Fail("write", FaultyProcess.NoSpace);

        // What is there already is used up before anything is lost.
        var safe = new List<long> { 1 };
        var number = 2L;
        while (await _process.RecordAsync(number) == "safe")
            safe.Add(number++);
        Assert.Contains((await _process.StatisticsAsync()).Error, new[] { "IOException", "NoSegmentException" });

        if (isMounted)
            await _process.EmptyAsync();
        else
            _process.Mend();
        await ExpectRecoveryAsync(safe, [number]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_disk_that_becomes_read_only_fails_what_must_not_go_on_and_loses_only_what_is_declared(bool isMounted)
    {
        isMounted &= FaultyProcess.MayMount;
        _process.Start(isMounted, options: ["RetryFor=00:00:00.1", "SegmentBytes=65536", "WhenUnavailable=FailOperation"]);
        Assert.Equal("safe", await _process.RecordAsync(1));
        if (isMounted)
            await _process.ForbidWritingAsync();
        else
            _process.Fail("write", FaultyProcess.ReadOnly);

        // Where it is mounted, files that are open may still be written to.
        var safe = new List<long> { 1 };
        var number = 2L;
        var answer = await _process.RecordAsync(number);
        for (; answer == "safe"; answer = await _process.RecordAsync(number))
            safe.Add(number++);
        Assert.Equal("failed", answer);

        if (isMounted)
            await _process.AllowWritingAsync();
        else
            _process.Mend();
        await ExpectRecoveryAsync(safe, [number]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_disk_that_is_read_only_at_start_the_process_goes_on_in_memory(bool isMounted)
    {
        StartReadOnly(isMounted, "Continue");

        Assert.Equal("safe", await _process.RecordAsync(1));
        Assert.Equal("missing", (await _process.StatisticsAsync()).Error);
        Assert.Equal(0, await _process.StopAsync());
        Assert.Equal([1], _process.Stored());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_disk_that_is_read_only_at_start_the_process_does_not_start_when_it_must_not(bool isMounted)
    {
        StartReadOnly(isMounted, "FailOperation");

        Assert.NotEqual(0, await _process.StopAsync());
        Assert.Contains("Audit:Spool:Directory", _process.Errors, StringComparison.Ordinal);
    }

    private void StartReadOnly(bool isMounted, string mode)
    {
        isMounted &= FaultyProcess.MayMount;
        if (!isMounted)
            _process.Fail("write", FaultyProcess.ReadOnly);
        _process.Start(isMounted, isReadOnly: isMounted, $"WhenUnavailable={mode}");
    }

    /// <summary>The disk works again: by itself the process writes, declares what it lost, and delivers the rest once.</summary>
    private async Task ExpectRecoveryAsync(IReadOnlyList<long> safe, IReadOnlyList<long> lost)
    {
        var stored = new List<long>(safe);
        while (true)
        {
            var (recorded, delivered, dropped, _, error) = await _process.StatisticsAsync();
            if (error == "none" && recorded == delivered + dropped)
                break;
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal("safe", await _process.RecordAsync(999));
        stored.Add(999);
        Assert.Equal(0, await _process.StopAsync());
        Assert.Equal(stored, _process.Stored());
        Assert.Empty(stored.Intersect(lost));
    }
}
