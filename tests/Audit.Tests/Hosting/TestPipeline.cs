using Audit.Buffering;
using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Spooling.Files;
using Audit.Statistics;
using Audit.Storage;
using Audit.Tests.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Hosting;

/// <summary>The whole engine without a host, over a store in memory; without a spool, unless it is given a directory for one.</summary>
internal sealed class TestPipeline : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly FakeTimeProvider? _fakeTime;

    public TestPipeline(
        Action<AuditOptions>? configure = null,
        TimeProvider? time = null,
        IAuditStore? store = null,
        TimeSpan? shutdownTimeout = null,
        string? spool = null,
        ISpoolFiles? files = null,
        Action<IServiceCollection>? register = null)
    {
        _fakeTime = time as FakeTimeProvider;
        var services = new ServiceCollection();
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(store ?? Store);
        if (files is not null)
            services.AddSingleton(files);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = shutdownTimeout ?? TimeSpan.FromSeconds(30));
        services.AddAudit(options =>
        {
            options.Application = "shop";
            options.Environment = "Test";
            options.Instance = "test-1";
            options.Spool.Enabled = spool is not null || files is not null;
            options.Spool.Directory = spool ?? "/spool";
            options.Spool.SegmentBytes = 1024 * 1024;
            if (options.Spool.Enabled)
                options.Batch.MaxBytes = 256 * 1024;

            // A fake clock runs hours while a thread waits for its turn; what is at work must not time out meanwhile.
            if (_fakeTime is not null)
                options.Delivery.AttemptTimeout = TimeSpan.FromHours(1);
            configure?.Invoke(options);
        });
        register?.Invoke(services);
        _services = services.BuildServiceProvider(validateScopes: true);
        // It starts when the test says so, also when its buffer is full; ProcessEndTests show the contrary.
        _services.GetRequiredService<ProcessEnd>();
        _services.GetRequiredService<EventBuffer>().Full = null;
    }

    public MemoryStore Store { get; } = new();

    public IServiceProvider Services => _services;

    public IAuditLog Log => Get<IAuditLog>();

    public IAuditPipeline Pipeline => Get<IAuditPipeline>();

    public PipelineStatistics Statistics => Pipeline.Statistics;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static AuditEvent Event(int number = 0, string? retentionClass = null, EventCategory category = EventCategory.Database) =>
        new(Audit.Testing.SampleEvents.Time + number, AuditContext.Background)
        {
            Category = category,
            Action = "db.select",
            RowsRead = number,
            RetentionClass = retentionClass,
        };

    /// <summary>Moves time on until something is true.</summary>
    public static async Task AdvanceUntilAsync(FakeTimeProvider time, Func<bool> isTrue, TimeSpan? step = null)
    {
        while (!isTrue())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            time.Advance(step ?? TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    /// <summary>Yields until something is true.</summary>
    public static async Task UntilAsync(Func<bool> isTrue)
    {
        while (!isTrue())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        var stop = _services.DisposeAsync().AsTask();
        if (_fakeTime is not null)
            await AdvanceUntilAsync(_fakeTime, () => stop.IsCompleted);
        await stop;
    }
}
