using System.Globalization;
using Audit.Buffering;
using Audit.Diagnostics;
using Audit.Events;
using Audit.Hosting;
using Audit.Live;
using Audit.Notifying;
using Audit.Sealing;
using Audit.Spooling.Configuration;
using Audit.Spooling.Writing;
using Audit.Tests.Delivery;
using Audit.Tests.Hosting;
using Audit.Tests.Notifying;
using Audit.Tests.Spooling.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.Tests.Buffering;

/// <summary>
/// Every way to lose events: each is counted by its reason, declared by a gap event with count, times and, where it is known, range, told by a log line, and told
/// people by a notification. What was recorded is delivered, on disk, or declared as lost.
/// </summary>
public sealed class LossPathTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BufferFullMode.DropNewest, "buffer_full")]
    [InlineData(BufferFullMode.DropOldest, "buffer_full")]
    [InlineData(BufferFullMode.FailOperation, "buffer_full")]
    [InlineData(BufferFullMode.Wait, "wait_timed_out")]
    public async Task A_full_buffer(BufferFullMode mode, string reason)
    {
        await using var losing = new Losing(options =>
        {
            options.Buffer.Capacity = 4;
            options.Buffer.FullMode = mode;
            options.Buffer.WaitTimeout = TimeSpan.FromMilliseconds(20);
        });
        for (var i = 0; i < 10; i++)
        {
            try
            {
                losing.Pipeline.Log.Record(TestPipeline.Event(i));
            }
            catch (AuditLossException)
            {
                Assert.Equal(BufferFullMode.FailOperation, mode);
            }
        }

        losing.Pipeline.Pipeline.Start();

        await losing.ExpectAsync(reason, 6);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled()
    {
        await using var losing = new Losing(static options =>
        {
            options.Buffer.Capacity = 1;
            options.Buffer.WaitTimeout = TimeSpan.FromMinutes(5);
        });
        losing.Pipeline.Log.Record(TestPipeline.Event());
        using var cancelled = new CancellationTokenSource();
        var waiting = losing.Pipeline.Log.RecordAsync(TestPipeline.Event(), cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        losing.Pipeline.Pipeline.Start();

        await losing.ExpectAsync("cancelled", 1);
    }

    [Fact]
    public async Task An_event_that_cannot_be_encoded()
    {
        await using var losing = new Losing();
        using var alerts = new LossAlerts(losing.Pipeline.Get<IAuditNotifications>(), losing.Pipeline.Get<ProcessRun>(), TimeProvider.System);
        losing.Pipeline.Get<LossLedger>().TellTo(alerts);
        losing.Pipeline.Get<NotificationDispatcher>().Start();
        losing.Pipeline.Log.Record(TestPipeline.Event());
        var buffer = losing.Pipeline.Get<EventBuffer>();
        buffer.Complete();
        var sealing = new FailingSealing();

        new SealingConsumer(
            buffer,
            sealing,
            losing.Pipeline.Get<LossLedger>(),
            losing.Pipeline.Get<PipelineCounters>(),
            losing.Pipeline.Get<LiveTail>(),
            new AuditBatchOptions(),
            TimeProvider.System,
            losing.Pipeline.Get<ILogger<SealingConsumer>>()).Run(Cancellation);

        var gap = Assert.Single(sealing.Sealed);
        Assert.Equal(("count", "1", "reason", "encoding"), (gap.Attributes[0].Name, gap.Attributes[0].Value, gap.Attributes[1].Name, gap.Attributes[1].Value));
        Assert.Equal(1, losing.Pipeline.Get<PipelineCounters>().Dropped(DropReason.Encoding));
        await TestPipeline.UntilAsync(() => losing.Told.Count == 1);
    }

    [Fact]
    public async Task A_row_that_the_store_refuses()
    {
        await using var losing = new Losing();
        losing.Pipeline.Store.IsBad = static row => row.Sequence == 2;
        losing.Pipeline.Pipeline.Start();
        for (var i = 0; i < 3; i++)
            losing.Pipeline.Log.Record(TestPipeline.Event(i));

        var gap = await losing.ExpectAsync("dead_lettered", 1);

        Assert.Equal((losing.Pipeline.Get<ProcessRun>().Stream, "2", "2"), (gap["stream"], gap["first_sequence"], gap["last_sequence"]));
    }

    [Fact]
    public async Task A_disk_that_fails()
    {
        var disk = new SimulatedDisk();
        await using var losing = new Losing(static options => options.Spool.RetryFor = TimeSpan.Zero, disk);
        losing.Pipeline.Pipeline.Start();
        Assert.True(await losing.Pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));
        disk.Before = FailSegments;

        Assert.False(await losing.Pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));

        // People are told while nothing can be declared in the log.
        await TestPipeline.UntilAsync(() => losing.Told.Count == 1);
        disk.Before = static (_, _) => { };
        var gap = await losing.ExpectAsync("spool_unavailable", 1);
        Assert.Equal(("2", "2"), (gap["first_sequence"], gap["last_sequence"]));
    }

    [Fact]
    public async Task An_event_larger_than_the_spool_has_room_for()
    {
        await using var losing = new Losing(
            static options =>
            {
                options.Spool.MaxBytes = 1024 * 1024;
                options.Spool.SegmentBytes = 64 * 1024;
                options.Batch.MaxBytes = 64 * 1024;
                options.Redaction.MaxMessageLength = 1024 * 1024;
            },
            new SimulatedDisk());
        losing.Pipeline.Pipeline.Start();
        Assert.True(await losing.Pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));

        Assert.False(await losing.Pipeline.Log.RecordAsync(Large(600_000), Cancellation));

        // It holds up none of those that come after it.
        Assert.True(await losing.Pipeline.Log.RecordAsync(TestPipeline.Event(), Cancellation));
        await losing.ExpectAsync("spool_unavailable", 1);
    }

    [Fact]
    public async Task A_file_that_is_damaged()
    {
        var disk = new SimulatedDisk();
        await using var losing = new Losing(files: disk);
        using var gate = new SemaphoreSlim(0);
        losing.Pipeline.Store.BeforeInitialize = async token => await gate.WaitAsync(token);
        losing.Pipeline.Pipeline.Start();
        for (var i = 0; i < 3; i++)
            Assert.True(await losing.Pipeline.Log.RecordAsync(TestPipeline.Event(i), Cancellation));
        var directory = $"/spool/{disk.DirectoriesOf("/spool").Single()}";
        var segment = disk.Content($"{directory}/{disk.FilesOf(directory).Single(static name => name.EndsWith(".seg", StringComparison.Ordinal))}");
        // The index and the row of the second batch lie behind its head, which begins with the third sector, after the identity and the first batch.
        segment.Flip((2 * SimulatedFile.Sector) + 64 + 20 + 5);
        gate.Release();

        var gap = await losing.ExpectAsync("spool_damaged", 1);

        Assert.Equal(("2", "2"), (gap["first_sequence"], gap["last_sequence"]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Whatever_fails_what_was_recorded_is_delivered_spooled_or_declared_lost(int seed)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk();
        var modes = Enum.GetValues<BufferFullMode>();
        await using var losing = new Losing(
            options =>
            {
                options.Buffer.Capacity = random.Next(5, 50);
                options.Buffer.FullMode = modes[seed % modes.Length];
                options.Buffer.WaitTimeout = TimeSpan.FromMilliseconds(1);
                options.Spool.RetryFor = TimeSpan.Zero;
                options.Spool.MaxBytes = 1024 * 1024;
                options.Spool.SegmentBytes = 64 * 1024;
                options.Spool.Acknowledge.Writes = (AcknowledgementLevel)(seed % 3);
                options.Spool.WhenUnavailable = seed % 2 == 0 ? SpoolUnavailableMode.Continue : SpoolUnavailableMode.FailOperation;
                options.Batch.MaxBytes = 32 * 1024;
                options.Batch.MaxRows = random.Next(1, 40);
                options.Delivery.LongestDelay = options.Delivery.FirstDelay = TimeSpan.FromMilliseconds(1);
                options.Delivery.FirstBreak = options.Delivery.LongestBreak = TimeSpan.FromMilliseconds(500);
            },
            disk);
        losing.Pipeline.Store.Answers = true;
        // Never a gap, which is short: one that is set aside lies beside the rows that are counted below.
        losing.Pipeline.Store.IsBad = static row => row.Length > 1_000 && row.LeafCheck % 5 == 0;
        losing.Pipeline.Pipeline.Start();
        var calls = 0;
        for (var phase = 0; phase < 12; phase++)
        {
            // The disk and the store fail and recover, in all combinations.
            disk.Before = phase % 4 is 1 or 3 ? FailSegments : static (_, _) => { };
            var storeFails = phase % 3 == 1;
            losing.Pipeline.Store.BeforeWrite = storeFails ? static (_, _) => throw new IOException("down") : static (_, _) => ValueTask.CompletedTask;
            for (var i = random.Next(20, 150); i > 0; i--, calls++)
                await RecordAsync(losing.Pipeline.Log, random);
        }

        disk.Before = static (_, _) => { };
        losing.Pipeline.Store.BeforeWrite = static (_, _) => ValueTask.CompletedTask;

        await losing.SettleAsync();

        var (statistics, rows) = (losing.Pipeline.Statistics, losing.Pipeline.Store.Rows);
        var gaps = rows.Where(GapRow.Is).ToArray();
        Assert.Equal(calls, statistics.Recorded - losing.Declared);
        Assert.Equal(statistics.Recorded, statistics.Delivered + statistics.Dropped);
        Assert.Equal(statistics.Delivered, rows.Select(static row => (row.Stream, row.Sealed.Sequence)).Distinct().Count());
        Assert.Equal(statistics.Delivered, rows.Count);
        Assert.Equal(statistics.Dropped, gaps.Sum(GapRow.CountOf));
    }

    private static async Task RecordAsync(IAuditLog log, Random random)
    {
        var auditEvent = random.Next(20) == 0 ? Large(random.Next(20_000)) : TestPipeline.Event();
        try
        {
            if (random.Next(2) == 0)
                log.Record(auditEvent);
            else
                await log.RecordAsync(auditEvent, Cancellation);
        }
        catch (AuditLossException)
        {
            // What it has to do with FailOperation.
        }
    }

    private static void FailSegments(string operation, string path)
    {
        if (operation is "write" or "create" && (path.EndsWith(".seg", StringComparison.Ordinal) || path.EndsWith(".tmp", StringComparison.Ordinal)))
            throw new IOException("EIO");
    }

    private static AuditEvent Large(int length) => new(1, Audit.Context.AuditContext.Background) { Category = EventCategory.Database, Action = "db.select", ErrorMessage = new string('x', length) };

    /// <summary>Fails for every event but gaps. No event is known for which the real one does.</summary>
    private sealed class FailingSealing : ISealing
    {
        public List<AuditEvent> Sealed { get; } = [];

        public long? WaitingSince => null;

        public bool IsKeeping => true;

        public bool Seal(AuditEvent auditEvent, Acknowledgement? waiting)
        {
            if (auditEvent.Action != GapEvent.Action)
                throw new InvalidOperationException();
            Sealed.Add(auditEvent);
            return true;
        }

        public void PassOnFull(CancellationToken aborted)
        {
        }

        public void PassOnDue(CancellationToken aborted)
        {
        }

        public void Flush(FlushMarker marker, CancellationToken aborted) => marker.Complete();

        public long Complete(CancellationToken aborted) => 0;
    }

    /// <summary>The whole engine with a notifier and its log lines.</summary>
    private sealed class Losing : IAsyncDisposable
    {
        private readonly TestNotifier _notifier = new("test");
        private readonly RecordingLoggerProvider _logs = new();

        public Losing(Action<AuditOptions>? configure = null, SimulatedDisk? files = null) =>
            Pipeline = new TestPipeline(
                options =>
                {
                    options.Batch.FlushInterval = TimeSpan.FromMilliseconds(10);
                    configure?.Invoke(options);
                },
                files: files,
                register: services => services.AddLogging(logging => logging.AddProvider(_logs)).AddSingleton<IAuditNotifier>(_notifier));

        public TestPipeline Pipeline { get; }

        public IReadOnlyCollection<AuditNotification> Told => [.. _notifier.Received.Where(static notification => notification.Rule == LossAlerts.Rule)];

        /// <summary>How many gap events were recorded, those included that were lost themselves and declared again.</summary>
        public long Declared => _logs.Lines.Count(static line => line.Id.Id == 1101);

        /// <summary>Waits until everything is delivered or declared.</summary>
        public async Task SettleAsync()
        {
            await TestPipeline.UntilAsync(() =>
            {
                // Twice: a loss may be about to be declared when the first look finds none; what the consumer does then is done behind the second flush.
                return IsSettled() && IsSettled();
            });
        }

        private bool IsSettled()
        {
            Pipeline.Log.FlushAsync(Cancellation).AsTask().GetAwaiter().GetResult();
            return Pipeline.Statistics.Queued == 0 && !Pipeline.Get<LossLedger>().HasUndeclared;
        }

        public async Task<Dictionary<string, string>> ExpectAsync(string reason, long count)
        {
            await SettleAsync();
            await TestPipeline.UntilAsync(() => Told.Count > 0);

            var gaps = Pipeline.Store.Rows.Where(GapRow.Is).Select(GapRow.AttributesOf).ToArray();
            Assert.All(gaps, gap => Assert.Equal(reason, gap["reason"]));
            Assert.Equal(count, gaps.Sum(static gap => long.Parse(gap["count"], CultureInfo.InvariantCulture)));
            Assert.All(gaps, static gap => Assert.True(DateTimeOffset.Parse(gap["first"], CultureInfo.InvariantCulture) <= DateTimeOffset.Parse(gap["last"], CultureInfo.InvariantCulture)));
            Assert.Equal(count, Pipeline.Statistics.Dropped);
            Assert.Equal(count, Enum.GetValues<DropReason>().Where(entry => entry.ToCanonicalName() == reason).Sum(Pipeline.Get<PipelineCounters>().Dropped));
            Assert.Contains(_logs.Lines, line => line is { Id.Id: 1101, Level: >= LogLevel.Warning } && line.Text.Contains(reason, StringComparison.Ordinal));
            Assert.All(Told, notification => Assert.Contains(reason, notification.Title, StringComparison.Ordinal));
            return gaps[0];
        }

        public ValueTask DisposeAsync() => Pipeline.DisposeAsync();
    }
}
