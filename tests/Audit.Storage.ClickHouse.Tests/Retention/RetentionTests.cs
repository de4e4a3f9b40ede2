using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;

namespace Audit.Storage.ClickHouse.Tests.Retention;

public sealed class RetentionTests(EmbeddedEngineFixture engine)
{
    private static readonly string[] Tables = ["audit_logs", "audit_rollup_hourly", "audit_rollup_actor_daily"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Expired_parts_go_and_the_others_stay()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        await StopMergesAsync(application);
        await WriteAsync(application, "short", TimeSpan.FromDays(-1), TimeSpan.FromHours(-1));
        await WriteAsync(application, "long", TimeSpan.FromDays(1), TimeSpan.FromDays(400));
        await ExpireAsync(application);

        Assert.Equal("long", await application.ScalarAsync<string>("SELECT groupUniqArray(retention_class)[1] FROM audit_logs"));
        foreach (var table in Tables)
        {
            Assert.Equal(0UL, await application.ScalarAsync<ulong>($"SELECT count() FROM {table} WHERE retention_class = 'short'"));
            Assert.NotEqual(0UL, await application.ScalarAsync<ulong>($"SELECT count() FROM {table} WHERE retention_class = 'long'"));
        }

        Assert.Equal(2UL, await application.ScalarAsync<ulong>("SELECT count() FROM audit_logs"));
    }

    [Fact]
    public async Task Row_stays_when_its_neighbours_expire()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        await StopMergesAsync(application);
        await WriteAsync(application, "mixed", TimeSpan.FromDays(-1), TimeSpan.FromDays(1));
        await ExpireAsync(application);
        Assert.Contains(await application.ReadRowsAsync("mixed"), row => row.Sequence == 2);

        // The rollups still count both, and tell that one of them may be gone.
        foreach (var rollup in Tables[1..])
            Assert.Equal((byte)1, await application.ScalarAsync<byte>($"SELECT sum(events) = 2 AND min(expires_first) < now() AND max(expires_last) > now() FROM {rollup}"));
    }

    /// <summary>Writes an event for each time of expiry, counted from now.</summary>
    private static async Task WriteAsync(StoreApplication application, string retentionClass, params TimeSpan[] expiry)
    {
        var now = TimeProvider.System.GetUtcNow();
        var batch = ContractBatch.Of(retentionClass, [.. expiry.Select((_, i) => SampleEvents.Update(i))], retentionClass);
        await application.Store.WriteAsync(ContractBatch.Expiring(batch, number => (uint)(now + expiry[number]).ToUnixTimeSeconds()), Token);
    }

    /// <summary>So that the engine drops nothing before it is told to.</summary>
    private static async Task StopMergesAsync(StoreApplication application)
    {
        foreach (var table in Tables)
            await application.Client.ExecuteNonQueryAsync($"SYSTEM STOP TTL MERGES {table}", null, null, Token);
    }

    private static async Task ExpireAsync(StoreApplication application)
    {
        foreach (var table in Tables)
        {
            await application.Client.ExecuteNonQueryAsync($"SYSTEM START TTL MERGES {table}", null, null, Token);
            await application.Client.ExecuteNonQueryAsync($"OPTIMIZE TABLE {table} FINAL", null, null, Token);
        }
    }
}
