using Audit.ApiKeys.Managing;
using Audit.ApiKeys.Verifying;
using Audit.Redis.Tests.Hosting;
using Audit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Redis.Tests.Keys;

/// <summary>Instances that share API keys: one database, one Redis.</summary>
internal sealed class KeySite : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("audit-keys-").FullName;
    private readonly List<Instance> _instances = [];
    private readonly string _redis;
    private readonly string _prefix;

    public KeySite(string redis, string prefix) => (_redis, _prefix) = (redis, prefix);

    public string DatabasePath => Path.Combine(_directory, "keys.db");

    /// <param name="store">Where events go by the whole pipeline; otherwise they are kept in memory.</param>
    /// <param name="settings">The configuration.</param>
    public async Task<Instance> StartAsync(IAuditStore? store = null, params (string Key, string Value)[] settings)
    {
        var instance = await Instance.StartAsync(
            _redis,
            _prefix,
            builder =>
            {
                builder.Services.AddDbContextPool<KeyContext>(options => options.UseSqlite($"Data Source={DatabasePath}").EnableSensitiveDataLogging());
                builder.Services.AddAuthentication("ApiKey").AddApiKey();
                builder.Services.AddAudit().AddEfCore().AddApiKeys<KeyContext>();
            },
            static app => app.MapGet("/keyed", static () => "").RequireAuthorization(),
            store,
            settings);
        _instances.Add(instance);
        await using var scope = instance.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<KeyContext>().Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
        return instance;
    }

    public static IApiKeys KeysOf(Instance instance) => instance.Services.GetRequiredService<IApiKeys>();

    public static async Task<ApiKeyRefusal> VerifyAsync(Instance instance, string key) =>
        (await instance.Services.GetRequiredService<IApiKeyVerifier>().VerifyAsync(key, TestContext.Current.CancellationToken)).Refusal;

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
            await instance.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }
}
