using System.Text;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Retention;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Storage.ClickHouse.Tests.Reading;

/// <summary>What is stored of each class of retention.</summary>
public sealed class RetentionUsageTests(EmbeddedEngineFixture engine)
{
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch.AddTicks(SampleEvents.Time * TimeSpan.TicksPerMicrosecond);

    [Fact]
    public async Task Each_class_is_told_with_its_events_size_and_age()
    {
        await using var application = await FilledAsync();
        var usage = await ReaderOf(application).RetentionAsync(new RetentionQuery { Known = ["short"] }, TestContext.Current.CancellationToken);
        Assert.Equal(
            [("long", 3L, Time.AddTicks(10_000), TimeSpan.FromDays(400)), ("short", 2L, Time, null)],
            usage.Select(static one => (one.Name, one.Events, one.Oldest, one.KeptFor)));
        foreach (var one in usage)
        {
            var bytes = await application.ScalarAsync<ulong>($"SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase() AND table = 'audit_logs' AND partition LIKE '(''{one.Name}'',%'");
            Assert.Equal((long)bytes, one.Bytes);
        }
    }

    [Fact]
    public async Task Filter_counts_what_fulfils_it_and_tells_no_sizes()
    {
        await using var application = await FilledAsync();
        var filter = new AuditFilter { From = Time.AddTicks(20_000) };
        var one = Assert.Single(await ReaderOf(application).RetentionAsync(new RetentionQuery { Filter = filter, Known = ["long", "short"] }, TestContext.Current.CancellationToken));
        Assert.Equal(new RetentionUsage("long", 2, null, Time.AddTicks(20_000), null), one);
    }

    [Fact]
    public async Task All_is_told_without_reading_an_event()
    {
        await using var application = await FilledAsync();
        var plan = new StringBuilder();
        using (var reader = await application.Client.ExecuteReaderAsync($"EXPLAIN {new RetentionRequest(new RetentionQuery(), 0).Usage()}", null, null, TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                plan.AppendLine(reader.GetString(0));
        }

        Assert.Contains("minmax_count_projection", plan.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ReadFromMergeTree", plan.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_log_has_no_classes()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        Assert.Empty(await ReaderOf(application).RetentionAsync(new RetentionQuery(), TestContext.Current.CancellationToken));
    }

    /// <summary>Two events of class short a millisecond apart, and from the second on three of class long, which is kept for 400 days.</summary>
    private async Task<StoreApplication> FilledAsync()
    {
        var application = await StoreApplication.InitializedAsync(engine);
        await WriteAsync(application, "short", 0, 2);
        await WriteAsync(application, "long", 1, 3);
        return application;
    }

    private static async Task WriteAsync(StoreApplication application, string retentionClass, int first, int count)
    {
        var batch = ContractBatch.Of(retentionClass, [.. Enumerable.Range(first, count).Select(static number => SampleEvents.Update(number, SampleEvents.Time + (number * 1_000)))], retentionClass);
        await application.Store.WriteAsync(ContractBatch.Expiring(batch, static _ => (uint)(Time + TimeSpan.FromDays(400)).ToUnixTimeSeconds()), TestContext.Current.CancellationToken);
    }

    private static IAuditReader ReaderOf(StoreApplication application) => application.Services.GetRequiredService<IAuditReader>();
}
