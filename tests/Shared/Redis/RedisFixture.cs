namespace Audit.Testing.Redis;

/// <summary>
/// A Redis of a test process. Use it as an assembly fixture (<c>[assembly: AssemblyFixture(typeof(RedisFixture))]</c>) and give every test a prefix of its own.
/// </summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisServer? _server;
    private int _prefixes;

    public string ConnectionString => _server?.ConnectionString ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <summary>A prefix that no other test has.</summary>
    public string CreatePrefix() => $"test{Interlocked.Increment(ref _prefixes)}:";

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartNewAsync();

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
