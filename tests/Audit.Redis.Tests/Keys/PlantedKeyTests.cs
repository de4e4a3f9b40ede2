using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Audit.ApiKeys.Managing;
using Audit.ApiKeys.Verifying;
using Audit.Redis.Tests.Hosting;
using Audit.Events;
using Audit.Testing.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Text = System.Text.Encoding;

namespace Audit.Redis.Tests.Keys;

/// <summary>Keys are driven through every path, and searched for in everything that is written.</summary>
public sealed class PlantedKeyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_found_nowhere()
    {
        await using var server = await RedisServer.StartNewAsync();
        await using var site = new KeySite(server.ConnectionString, "t:");
        var store = new MemoryStore();
        using var metrics = new ToldMetrics();
        var instance = await site.StartAsync(
            store,
            ("Audit:ApiKeys:AllowImported", "true"), ("Audit:Batch:FlushInterval", "00:00:00.050"));
        var told = new System.Text.StringBuilder();
        var keys = await DriveAsync(instance, told);

        await instance.Services.GetRequiredService<IAuditLog>().FlushAsync(Token);
        var places = new Dictionary<string, byte[]>
        {
            ["the audit log"] = store.Bytes,
            ["the log"] = Text.UTF8.GetBytes(instance.Logs.Text),
            ["metrics"] = Text.UTF8.GetBytes(metrics.Text),
            ["Redis"] = await ReadAsync(server.ConnectionString),
            ["exceptions and texts"] = Text.UTF8.GetBytes(told.ToString()),
            ["the database"] = await ReadDatabaseAsync(instance, site),
        };

        // What is searched holds what it should: the ids of the keys, or a word of their kind.
        Assert.All(["the audit log", "the log", "Redis", "the database"], place => Assert.True(Has(places[place], keys[0].Id), place));
        Assert.True(Has(places["metrics"], "audit.api_key.result"));
        foreach (var (key, _) in keys)
        {
            // Neither the whole key nor its secret half.
            Assert.All(places, place => Assert.False(Has(place.Value, key) || Has(place.Value, key[^40..]), $"{key} is in {place.Key}"));
        }
    }

    private static async Task<List<(string Key, string Id)>> DriveAsync(Instance instance, System.Text.StringBuilder told)
    {
        var service = KeySite.KeysOf(instance);
        var used = await service.CreateAsync(new NewApiKey("used", "bob"), Token);
        var revoked = await service.CreateAsync(new NewApiKey("revoked", "bob"), Token);
        var replaced = await service.CreateAsync(new NewApiKey("replaced", "bob"), Token);
        var successor = (await service.RotateAsync(replaced.Info.Id, TimeSpan.Zero, Token))!;
        var format = instance.Services.GetRequiredService<Audit.ApiKeys.Keys.ApiKeyFormat>();
        List<(string Key, string Id)> keys =
        [
            (used.Reveal(), used.Info.Id), (revoked.Reveal(), revoked.Info.Id), (replaced.Reveal(), replaced.Info.Id), (successor.Reveal(), successor.Info.Id),
            (format.Create("aaaaaaaaaaaa"), ""), ("imported-" + format.Create("bbbbbbbbbbbb")[20..], "imported-1"), (used.Reveal()[..^1] + "!", ""),
        ];
        await service.ImportAsync(new ImportedApiKey("imported-1", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Text.UTF8.GetBytes(keys[5].Key))), "n", "carol"), Token);
        await SendAllAsync(instance, keys);
        Assert.True(await service.RevokeAsync(revoked.Info.Id, "lost", Token));
        await SendAllAsync(instance, keys);
        told.AppendJoin('\n', keys.Select(key => Told(instance, key.Key))).AppendJoin('\n', used, used.Info, await service.ListAsync(cancellationToken: Token));
        told.AppendLine(System.Text.Json.JsonSerializer.Serialize(used));

        // The table goes: looking a key up fails, and so does making one.
        var unseen = await service.CreateAsync(new NewApiKey("unseen", "bob"), Token);
        keys.Add((unseen.Reveal(), unseen.Info.Id));
        await using (var scope = instance.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<KeyContext>().Database.ExecuteSqlRawAsync("ALTER TABLE AuditApiKeys RENAME TO Gone", Token);
        told.AppendLine((await Assert.ThrowsAnyAsync<Exception>(() => KeySite.VerifyAsync(instance, unseen.Reveal()))).ToString());
        told.AppendLine((await Assert.ThrowsAnyAsync<Exception>(() => instance.GetAsync("/keyed", ("X-Api-Key", unseen.Reveal())))).ToString());
        told.AppendLine((await Assert.ThrowsAnyAsync<Exception>(() => service.CreateAsync(new NewApiKey("never", "bob"), Token))).ToString());
        return keys;
    }

    private static async Task SendAllAsync(Instance instance, List<(string Key, string Id)> keys)
    {
        foreach (var (key, _) in keys)
        {
            await instance.GetAsync("/keyed", ("X-Api-Key", key));
            await instance.GetAsync("/keyed", ("X-Api-Key", key), ("X-Api-Key", key));
            await instance.GetAsync("/", ("X-Api-Key", key), ("X-Session", "s"));
        }

        Assert.Equal(HttpStatusCode.OK, await instance.GetAsync("/keyed", ("X-Api-Key", keys[0].Key)));
        Assert.Equal(HttpStatusCode.OK, await instance.GetAsync("/keyed", ("X-Api-Key", keys[5].Key)));
        Assert.Equal(HttpStatusCode.Unauthorized, await instance.GetAsync("/keyed", ("X-Api-Key", keys[4].Key)));
    }

    private static string Told(Instance instance, string key)
    {
        var verification = instance.Services.GetRequiredService<IApiKeyVerifier>().VerifyAsync(key, Token);
        return verification.IsCompletedSuccessfully ? verification.ToString()! : "";
    }

    private static async Task<byte[]> ReadAsync(string redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        var database = connection.GetDatabase();
        using var all = new MemoryStream();
        await foreach (var key in connection.GetServers()[0].KeysAsync())
        {
            all.Write(Text.UTF8.GetBytes(key.ToString()));
            if (await database.KeyTypeAsync(key) == RedisType.Hash)
                all.Write(Text.UTF8.GetBytes(string.Join('\n', (await database.HashGetAllAsync(key)).Select(static field => $"{field.Name}={field.Value}"))));
            else
                all.Write((byte[]?)await database.StringGetAsync(key) ?? []);
        }

        return all.ToArray();
    }

    private static async Task<byte[]> ReadDatabaseAsync(Instance instance, KeySite site)
    {
        await using (var scope = instance.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<KeyContext>().Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(FULL)", Token);
        await using var file = new FileStream(site.DatabasePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var all = new MemoryStream();
        await file.CopyToAsync(all, Token);
        return all.ToArray();
    }

    private static bool Has(byte[] place, string text) => place.AsSpan().IndexOf(Text.UTF8.GetBytes(text)) >= 0 || place.AsSpan().IndexOf(Text.Unicode.GetBytes(text)) >= 0;

    /// <summary>Every measurement of every instrument, with its tags.</summary>
    private sealed class ToldMetrics : IDisposable
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();
        private readonly MeterListener _listener = new();

        public ToldMetrics()
        {
            _listener.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            _listener.SetMeasurementEventCallback<long>(Tell);
            _listener.SetMeasurementEventCallback<int>(Tell);
            _listener.SetMeasurementEventCallback<double>(Tell);
            _listener.Start();
        }

        public string Text => string.Join('\n', _lines);

        public void Dispose() => _listener.Dispose();

        private void Tell<T>(Instrument instrument, T measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            foreach (var (name, value) in tags)
                _lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{instrument.Name} {name}={value}"));
        }
    }
}
