using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Retention;
using Audit.Storage;
using Audit.Testing;
using Audit.Tests.Delivery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Hosting;

public sealed class HostTests
{
    private readonly MemoryStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_delivered_that_hosted_services_record_while_they_start_and_stop()
    {
        using var host = Build(builder => builder.Services.AddHostedService<Chatty>());

        await host.StartAsync(Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Equal(
            ["starting", "start", "started", "stopping", "stop", "stopped"],
            _store.Rows.Select(row => (string)row["action"]!).Where(action => action != "stopped").Append("stopped"));
        var statistics = host.Services.GetRequiredService<IAuditPipeline>().Statistics;
        Assert.Equal(statistics.Recorded, statistics.Delivered + statistics.Dropped);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_container_that_is_disposed_without_a_stop_delivers_before_it_disposes_the_store(bool isAsync)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IAuditStore, ClosingStore>();
        services.AddAudit(static options => options.Spool.Directory = TestStateDirectory.NewSpool());
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IAuditPipeline>().Start();
        var store = (ClosingStore)provider.GetRequiredService<IAuditStore>();
        for (var i = 0; i < 10; i++)
            provider.GetRequiredService<IAuditLog>().Record(TestPipeline.Event(i));

        if (isAsync)
            await provider.DisposeAsync();
        else
            provider.Dispose();

        Assert.True(store.IsClosed);
        Assert.Equal(0, store.WritesAfterwards);
        if (isAsync)
            Assert.Equal(10, store.Rows);
    }

    [Fact]
    public async Task Adding_audit_twice_runs_one_pipeline()
    {
        using var host = Build(builder => builder.AddAudit().Services.AddAudit());

        await host.StartAsync(Cancellation);
        host.Services.GetRequiredService<IAuditLog>().Record(TestPipeline.Event());
        await host.StopAsync(Cancellation);

        Assert.Single(_store.Rows);
        Assert.Equal(1, _store.Initializations);
        Assert.Single(host.Services.GetServices<IHostedService>().OfType<AuditPipelineService>());
    }

    [Fact]
    public async Task A_store_that_hangs_for_ever_does_not_hold_up_the_shutdown_and_the_loss_is_exact()
    {
        var logs = new RecordingLoggerProvider();
        using var host = Build(builder =>
        {
            builder.Logging.AddProvider(logs);
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        }, new() { ["Audit:Spool:Enabled"] = "false" });
        // Deaf to its token, too.
        _store.BeforeWrite = static async (_, _) => await new TaskCompletionSource().Task;
        await host.StartAsync(Cancellation);
        for (var i = 0; i < 123; i++)
            host.Services.GetRequiredService<IAuditLog>().Record(TestPipeline.Event(i));

        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await host.StopAsync(Cancellation);

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        var statistics = host.Services.GetRequiredService<IAuditPipeline>().Statistics;
        Assert.Equal((123, 0, 123, 0), (statistics.Recorded, statistics.Delivered, statistics.Dropped, statistics.Queued));
        Assert.Contains(logs.Lines, line => line.Level == LogLevel.Critical && line.Text.StartsWith("123 audit events were not delivered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_loss_at_shutdown_is_exact_wherever_events_were_stuck()
    {
        using var host = Build(builder => builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1)), new()
        {
            ["Audit:Spool:Enabled"] = "false",
            ["Audit:Buffer:Capacity"] = "50",
            ["Audit:Buffer:FullMode"] = "DropNewest",
            ["Audit:Batch:MaxRows"] = "10",
            ["Audit:Batch:MaxBytes"] = "1048576",
            ["Audit:Delivery:MaxQueuedBytes"] = "1048576",
        });
        var writes = 0;
        _store.BeforeWrite = async (_, token) =>
        {
            if (++writes > 3)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        await host.StartAsync(Cancellation);
        var log = host.Services.GetRequiredService<IAuditLog>();
        var message = new string('x', 20_000);
        for (var i = 0; i < 1000; i++)
            log.Record(new AuditEvent(i, AuditContext.Background) { Category = EventCategory.Database, Action = "a", ErrorMessage = message });

        await host.StopAsync(Cancellation);

        var statistics = host.Services.GetRequiredService<IAuditPipeline>().Statistics;
        Assert.Equal(_store.Rows.Count, statistics.Delivered);
        Assert.Equal(0, statistics.Queued);
        Assert.Equal(statistics.Recorded, statistics.Delivered + statistics.Dropped);
    }

    [Fact]
    public async Task The_start_fails_when_no_store_is_registered()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddAudit();
        using var host = builder.Build();

        var error = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("No audit store is registered", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switched_off_it_needs_no_store_and_records_nothing()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Audit:Enabled", "false")]);
        builder.AddAudit();
        using var host = builder.Build();
        await host.StartAsync(Cancellation);
        var log = host.Services.GetRequiredService<IAuditLog>();

        Assert.False(log.IsEnabled);
        Assert.False(log.Record(TestPipeline.Event()));
        Assert.False(await log.RecordAsync(TestPipeline.Event(), Cancellation));
        await log.FlushAsync(Cancellation);

        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Events_carry_the_hosts_names_and_one_stream_per_run()
    {
        using var host = Build(settings: new() { ["Audit:Application"] = "shop", ["Audit:Instance"] = "web-1" });
        await host.StartAsync(Cancellation);
        host.Services.GetRequiredService<IAuditLog>().Record(TestPipeline.Event());
        await host.StopAsync(Cancellation);

        var row = Assert.Single(_store.Rows);
        Assert.Equal(("shop", "Staging", "web-1"), ((string)row["application"]!, (string)row["environment"]!, (string)row["instance"]!));
        var parts = row.Stream.Split('/');
        Assert.Equal(["shop", "web-1"], parts[..2]);
        Assert.Equal(7, Guid.Parse(parts[2]).Version);
    }

    [Theory]
    [InlineData("Audit:Buffer:Capacity", "0", "Audit:Buffer:Capacity is 0. Allowed: 1 to 10000000.")]
    [InlineData("Audit:Buffer:FullMode", "Explode", "Audit:Buffer:FullMode is 'Explode'. Allowed: Wait, DropNewest")]
    [InlineData("Audit:Buffer:FullMode", "7", "Audit:Buffer:FullMode is no mode. Allowed: Wait, DropNewest")]
    [InlineData("Audit:Batch:FlushInterval", "00:00:00", "Audit:Batch:FlushInterval is 00:00:00. Allowed: 00:00:00.0100000 to 00:10:00.")]
    [InlineData("Audit:Batch:MaxRows", "-1", "Audit:Batch:MaxRows is -1. Allowed: 1 to 1000000.")]
    [InlineData("Audit:Batch:MaxBytes", "268435456", "must not be larger than Audit:Delivery:MaxQueuedBytes")]
    [InlineData("Audit:Delivery:FirstDelay", "00:01:00", "Audit:Delivery:FirstDelay (00:01:00) must not be longer than Audit:Delivery:LongestDelay")]
    [InlineData("Audit:Delivery:MaxClockSkew", "00:00:00", "Audit:Delivery:MaxClockSkew is 00:00:00. Allowed: 00:00:00.1000000 to 01:00:00.")]
    [InlineData("Audit:Delivery:AttemptTimeout", "00:00:00", "Audit:Delivery:AttemptTimeout is 00:00:00. Allowed: 00:00:00.0500000 to 01:00:00.")]
    [InlineData("Audit:Spool:MaxBytes", "1000000000000000", "Audit:Spool:MaxBytes is 1000000000000000. Allowed: 1048576 to 17592186044416.")]
    [InlineData("Audit:Spool:MaxBytes", "2097152", "must be 4 times Audit:Spool:SegmentBytes (67108864) at least")]
    [InlineData("Audit:Spool:SectorBytes", "513", "Audit:Spool:SectorBytes is no size of a sector. Allowed: 512, 4096.")]
    [InlineData("Audit:Spool:HighWater", "101", "Audit:Spool:HighWater is 101. Allowed: 1 to 100.")]
    [InlineData("Audit:Spool:WhenUnavailable", "Ignore", "Audit:Spool:WhenUnavailable is 'Ignore'. Allowed: Continue, FailOperation.")]
    [InlineData("Audit:Spool:Acknowledge:Writes", "Paper", "Audit:Spool:Acknowledge:Writes is 'Paper'. Allowed: Memory, Process, Disk.")]
    [InlineData("Audit:Spool:Acknowledge:Timeout", "00:00:00", "Audit:Spool:Acknowledge:Timeout is 00:00:00. Allowed: 00:00:00.0100000 to 00:05:00.")]
    [InlineData("Audit:Exports:Lease", "00:00:01", "Audit:Exports:Lease is 00:00:01. Allowed: 00:00:05 to 00:10:00.")]
    [InlineData("Audit:Retention:Default", "nope", "Audit:Retention:Default is 'nope', which is no class of Audit:Retention:Classes. Allowed: default")]
    [InlineData("Audit:Retention:ByCategory:access", "nope", "Audit:Retention:ByCategory:access is 'nope'")]
    [InlineData("Audit:Retention:ByCategory:acces", "default", "Audit:Retention:ByCategory:acces names no category. Allowed: database, entity")]
    [InlineData("Audit:Retention:Classes:short:KeepFor", "00:00:01", "Audit:Retention:Classes:short:KeepFor is 00:00:01. Allowed: one hour or more")]
    public async Task A_wrong_setting_fails_the_start_and_names_key_and_allowed_values(string key, string value, string expected)
    {
        using var host = Build(settings: new() { [key] = value });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retention_follows_the_configuration()
    {
        using var host = Build(settings: new()
        {
            ["Audit:Retention:Classes:security:KeepFor"] = "2555.00:00:00",
            ["Audit:Retention:Classes:default:KeepFor"] = "30.00:00:00",
            ["Audit:Retention:ByCategory:access"] = "security",
        });
        await host.StartAsync(Cancellation);
        Assert.Equal(
            [new("default", TimeSpan.FromDays(30)), new("security", TimeSpan.FromDays(2555))],
            host.Services.GetRequiredService<IRetentionClasses>().Configured.OrderBy(static one => one.Name, StringComparer.Ordinal));
        var log = host.Services.GetRequiredService<IAuditLog>();
        log.Record(TestPipeline.Event());
        log.Record(TestPipeline.Event(category: EventCategory.Access));
        log.Record(TestPipeline.Event(retentionClass: "security"));
        await host.StopAsync(Cancellation);

        var rows = _store.Rows.OrderBy(row => row.Sealed.Sequence).ToArray();
        Assert.Equal(["default", "security", "security"], rows.Select(row => row.RetentionClass));
        Assert.Equal(
            [30, 2555, 2555],
            rows.Select(row => (row.Sealed.ExpiresAt - (long)row["occurred_at"]! / 1_000_000) / 86400));
    }

    private IHost Build(Action<HostApplicationBuilder>? configure = null, Dictionary<string, string?>? settings = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Staging", ApplicationName = "test" });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<IAuditStore>(_store);
        configure?.Invoke(builder);
        builder.AddAudit();
        return builder.Build();
    }

    /// <summary>Records something in each step of its life.</summary>
    private sealed class Chatty(IAuditLog log) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => SayAsync("starting");

        public Task StartAsync(CancellationToken cancellationToken) => SayAsync("start");

        public Task StartedAsync(CancellationToken cancellationToken) => SayAsync("started");

        public Task StoppingAsync(CancellationToken cancellationToken) => SayAsync("stopping");

        public Task StopAsync(CancellationToken cancellationToken) => SayAsync("stop");

        public Task StoppedAsync(CancellationToken cancellationToken) => SayAsync("stopped");

        private async Task SayAsync(string action) => await log.RecordAsync(
            new AuditEvent(0, AuditContext.Background) { Category = EventCategory.System, Action = action });
    }

    /// <summary>A store with something to dispose, as that of ClickHouse has.</summary>
    private sealed class ClosingStore : IAuditStore, IDisposable
    {
        private int _rows;
        private int _late;

        public string Description => "closing";

        public bool IsClosed { get; private set; }

        public int Rows => _rows;

        public int WritesAfterwards => _late;

        public ValueTask InitializeAsync(CancellationToken cancellationToken) => PingAsync(cancellationToken);

        public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _rows, batch.Count);
            return PingAsync(cancellationToken);
        }

        public ValueTask PingAsync(CancellationToken cancellationToken)
        {
            if (IsClosed)
                Interlocked.Increment(ref _late);
            return ValueTask.CompletedTask;
        }

        public void Dispose() => IsClosed = true;
    }
}
