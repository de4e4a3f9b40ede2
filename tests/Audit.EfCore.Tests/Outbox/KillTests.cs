using System.Diagnostics;
using System.Globalization;
using Audit.EfCore.Crash;
using Audit.EfCore.Outbox;
using Audit.Storage;
using Audit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Audit.EfCore.Tests.Outbox;

/// <summary>An application that is killed at any moment has, in the end, told the store of what it committed: all of it, once, and nothing else.</summary>
public sealed class KillTests : IDisposable
{
    /// <summary>Twice, side by side: fifty in all.</summary>
    private const int Kills = 25;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("audit-outbox-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public Task After_fifty_kills_the_store_equals_the_committed_changes() => Task.WhenAll(KillOftenAsync("one"), KillOftenAsync("other"));

    private async Task KillOftenAsync(string name)
    {
        var database = Path.Combine(_directory.FullName, name + ".db");
        var store = _directory.CreateSubdirectory(name).FullName;
        await CreateDatabaseAsync(database);
        var random = new Random(name.Length);
        var killedAt = new HashSet<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var step = kill % 2 == 0 ? "committed" : random.Next(2) == 0 ? "sending" : "stored";
            await RunAndKillAsync(database, store, kill, step, 1 + random.Next(step == "committed" ? 12 : 3));
            killedAt.Add(step);
        }

        var committed = await RelayTheRestAsync(database, store);

        var stored = FileStore.Read(store).Select(static row => (row.Stream, row.Sequence, Columns: NaiveRowReader.Read(row.Row))).ToArray();
        var added = stored.Where(static row => (string)row.Columns["action"]! == "entity.added").Select(static row => (string)row.Columns["entity_key"]!).ToArray();
        Assert.Equal(committed.Order(StringComparer.Ordinal), added.Order(StringComparer.Ordinal));
        Assert.Equal(stored.Length, stored.Select(static row => row.Columns["id"]).Distinct().Count());
        Assert.Equal(stored.Length, stored.Select(static row => (row.Stream, row.Sequence)).Distinct().Count());
        Assert.All(stored, static row => Assert.Equal("succeeded", row.Columns["outcome"]));
        Assert.All(stored.GroupBy(static row => row.Stream), static stream => Assert.Equal((ulong)stream.Count(), stream.Max(static row => row.Sequence)));
        Assert.True(committed.Length > 2 * Kills && killedAt.Count == 3, $"Only {committed.Length} changes were committed.");
    }

    private static async Task CreateDatabaseAsync(string database)
    {
        await using var ledger = new LedgerContext(new DbContextOptionsBuilder<LedgerContext>().UseSqlite($"Data Source={database};Pooling=False").Options);
        await ledger.Database.EnsureCreatedAsync(Token);
        // The system outlives its processes here; waiting for the disk would take most of the time.
        await ledger.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", Token);
    }

    /// <summary>Starts the application, and kills it when it told a step the given number of times.</summary>
    private static async Task RunAndKillAsync(string database, string store, int seed, string step, int times)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory.Replace("Audit.EfCore.Tests", "Audit.EfCore.Crash", StringComparison.Ordinal), "Audit.EfCore.Crash.dll"));
        start.ArgumentList.Add(database);
        start.ArgumentList.Add(store);
        start.ArgumentList.Add(seed.ToString(CultureInfo.InvariantCulture));
        using var process = Process.Start(start)!;
        try
        {
            while (times > 0)
            {
                var told = await process.StandardOutput.ReadLineAsync(Token) ?? throw new InvalidOperationException("The application ended by itself.");
                if (told == step)
                    times--;
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Relays what the killed processes left.</summary>
    /// <returns>The keys of what they committed.</returns>
    private static async Task<string[]> RelayTheRestAsync(string database, string store)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IAuditStore>(new FileStore(store, static _ => { }));
        services.AddAudit(static options => options.Spool.Enabled = false).AddOutbox<LedgerContext>();
        services.AddDbContext<LedgerContext>(options => options.UseSqlite($"Data Source={database};Pooling=False"));
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var ledger = scope.ServiceProvider.GetRequiredService<LedgerContext>();
        var free = DateTimeOffset.UnixEpoch;
        await ledger.Set<OutboxLease>().ExecuteUpdateAsync(set => set.SetProperty(lease => lease.Until, free), Token);

        await provider.GetServices<IHostedService>().OfType<OutboxRelay<LedgerContext>>().Single().RelayAllAsync(Token);

        Assert.Equal(0, await ledger.Set<OutboxEvent>().CountAsync(Token));
        return [.. (await ledger.Entries.Select(static entry => entry.Id).ToArrayAsync(Token)).Select(static id => id.ToString(CultureInfo.InvariantCulture))];
    }
}
