using Audit.Events;
using Audit.Hosting;
using Audit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Tests.Hosting;

/// <summary>The end of a process that started no host.</summary>
public sealed class ProcessEndTests
{
    [Fact]
    public async Task What_was_recorded_without_a_host_is_delivered_at_the_end()
    {
        var store = new CountingStore();
        await using var services = Services(store, capacity: 100);
        var log = services.GetRequiredService<IAuditLog>();
        for (var i = 0; i < 5; i++)
            Assert.True(log.Record(Event()));

        services.GetRequiredService<ProcessEnd>().Finish();

        Assert.Equal(5, store.Rows);
        Assert.Equal(5, services.GetRequiredService<IAuditPipeline>().Statistics.Delivered);
    }

    [Fact]
    public async Task More_than_the_buffer_holds_is_not_lost_although_nobody_started_the_pipeline()
    {
        var store = new CountingStore();
        await using var services = Services(store, capacity: 16);
        var log = services.GetRequiredService<IAuditLog>();
        for (var i = 0; i < 200; i++)
            Assert.True(log.Record(Event()));

        services.GetRequiredService<ProcessEnd>().Finish();

        Assert.Equal(200, store.Rows);
    }

    [Fact]
    public async Task Where_there_is_no_store_the_process_ends_all_the_same()
    {
        await using var services = Services(null, capacity: 100);
        services.GetRequiredService<IAuditLog>().Record(Event());

        services.GetRequiredService<ProcessEnd>().Finish();
    }

    private static AuditEvent Event() => new(DateTimeOffset.UnixEpoch) { Category = EventCategory.System, Action = "test.run" };

    private static ServiceProvider Services(IAuditStore? store, int capacity)
    {
        var services = new ServiceCollection();
        if (store is not null)
            services.AddSingleton(store);
        services.AddAudit(options =>
        {
            options.Buffer.Capacity = capacity;
            options.Spool.Enabled = false;
        });
        return services.BuildServiceProvider();
    }

    private sealed class CountingStore : IAuditStore
    {
        private int _rows;

        public int Rows => Volatile.Read(ref _rows);

        public string Description => "memory";

        public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _rows, batch.Count);
            return ValueTask.CompletedTask;
        }

        public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
