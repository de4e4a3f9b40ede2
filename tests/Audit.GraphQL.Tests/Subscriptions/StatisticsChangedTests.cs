using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Statistics;
using Audit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Tests.Subscriptions;

/// <summary>Following the figures of the pipeline.</summary>
public sealed class StatisticsChangedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_come_at_once_and_then_once_a_second_while_they_change()
    {
        var statistics = new ChangingStatistics();
        var log = new CollectingAuditLog();
        await using var host = await GraphHost.StartAsync(new MemoryReader(), configure: audit =>
        {
            audit.Services.AddSingleton<IAuditStatistics>(statistics);
            audit.Services.AddSingleton<IAuditLog>(log);
        });
        statistics.Recorded = 1;
        using var socket = await (await host.ConnectAsync()).InitialiseAsync();
        await socket.SubscribeAsync("1", "subscription{statisticsChanged{pipeline{recorded}}}");
        Assert.Equal(1, await NextAsync());

        for (var i = 0; i < 5; i++)
        {
            var looks = statistics.Looks;
            await UntilAsync(() => statistics.Looks > looks);
        }

        statistics.Recorded = 2;
        var changed = NextAsync();
        await UntilAsync(() => changed.IsCompleted);
        Assert.Equal(2, await changed);
        statistics.Recorded = 5;
        changed = NextAsync();
        await UntilAsync(() => changed.IsCompleted);
        Assert.Equal(5, await changed);
        await socket.CloseAsync();
        Assert.Empty(log.Events);

        async Task<long> NextAsync() => (await socket.ReceiveAsync())["payload"]!["data"]!["statisticsChanged"]!["pipeline"]!["recorded"]!.GetValue<long>();

        async Task UntilAsync(Func<bool> isTrue)
        {
            while (!isTrue())
            {
                Token.ThrowIfCancellationRequested();
                host.Time.Advance(TimeSpan.FromMilliseconds(250));
                await Task.Yield();
            }
        }
    }

    private sealed class ChangingStatistics : IAuditStatistics
    {
        private long _recorded;
        private int _looks;

        public bool IsEnabled => true;

        public int Looks => Volatile.Read(ref _looks);

        public long Recorded
        {
            set => Volatile.Write(ref _recorded, value);
        }

        public PipelineStatistics Snapshot()
        {
            Interlocked.Increment(ref _looks);
            return new PipelineStatistics
            {
                TakenAt = DateTimeOffset.UnixEpoch.AddSeconds(_looks),
                Instance = "shop-1",
                IsRunning = true,
                Recorded = Volatile.Read(ref _recorded),
                Delivered = 0,
                Dropped = 0,
                DeliveredBatches = 0,
                FailedAttempts = 0,
                Retries = 0,
                Losses = [new EventLoss("buffer_full", 2)],
            };
        }
    }
}
