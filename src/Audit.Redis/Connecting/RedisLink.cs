using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Audit.Redis.Connecting;

/// <summary>
/// The connection, and whether it works. While it does not, nobody waits for it: every operation answers at once as if this instance were alone. Thread-safe.
/// </summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private static readonly TimeSpan BetweenConnects = TimeSpan.FromSeconds(1);

    private readonly ConfigurationOptions _configuration;
    private readonly LaterChanges _later = new();
    private readonly RedisInstruments _instruments;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private Task<ConnectionMultiplexer>? _connecting;
    private volatile bool _isAvailable;
    private int _isLostTold;

    public RedisLink(IOptions<AuditRedisOptions> options, IHostEnvironment environment, RedisInstruments instruments, ILogger<RedisLink> logger)
    {
        Prefix = options.Value.KeyPrefix is { Length: > 0 } prefix ? prefix : $"audit:{environment.ApplicationName}:";
        Timeout = options.Value.Timeout;
        _configuration = ConfigurationOptions.Parse(options.Value.ConnectionString);
        // The application starts without Redis, and finds it when it comes.
        _configuration.AbortOnConnectFail = false;
        _configuration.BacklogPolicy = BacklogPolicy.FailFast;
        _configuration.ReconnectRetryPolicy = new LinearRetry((int)BetweenConnects.TotalMilliseconds);
        _configuration.AsyncTimeout = _configuration.SyncTimeout = (int)Timeout.TotalMilliseconds;
        _configuration.IncludeDetailInExceptions = false;
        _instruments = instruments;
        _logger = logger;
        _instruments.Observe(() => IsAvailable);
    }

    /// <summary>What every key and channel starts with.</summary>
    public string Prefix { get; }

    public TimeSpan Timeout { get; }

    public bool IsAvailable => _isAvailable;

    /// <summary>How many changes wait for Redis to come back.</summary>
    public int Waiting => _later.Count;

    /// <summary>The connection broke: what was sent through it meanwhile may be lost.</summary>
    public event Action? Broken;

    /// <summary>Redis is back, and used again.</summary>
    public event Action? Returned;

    /// <summary>The connection, which is made by the first call; it need not work yet.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync()
    {
        lock (_gate)
        {
            if (_connecting is null || _connecting.IsFaulted || _connecting.IsCanceled)
                _connecting = MakeAsync();
            return _connecting;
        }
    }

    /// <summary>Asks Redis, unless it is out of reach.</summary>
    /// <param name="state">What the operation needs.</param>
    /// <param name="operation">What is asked.</param>
    /// <param name="alone">The answer when it is out of reach.</param>
    public async ValueTask<T> TryAsync<TState, T>(TState state, Func<IDatabase, TState, Task<T>> operation, T alone)
    {
        if (_isAvailable)
        {
            try
            {
                var connection = await ConnectAsync().ConfigureAwait(false);
                return await operation(connection.GetDatabase(), state).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsOfRedis(exception))
            {
                Lost(exception);
            }
        }

        _instruments.FellBack();
        return alone;
    }

    /// <summary>Tells Redis, now or when it comes back.</summary>
    /// <returns>Whether it was told.</returns>
    public async ValueTask<bool> TellAsync(Func<IDatabase, Task> change)
    {
        var isTold = await TryAsync(change, static async (database, change) =>
        {
            await change(database).ConfigureAwait(false);
            return true;
        }, false).ConfigureAwait(false);
        if (!isTold)
            _later.Add(change);
        return isTold;
    }

    /// <summary>Redis answers: tells it what waited, and uses it from here on.</summary>
    public async Task FoundAsync(IDatabase database)
    {
        await _later.MakeAsync(database).ConfigureAwait(false);
        if (_isAvailable)
            return;
        _isAvailable = true;
        Interlocked.Exchange(ref _isLostTold, 0);
        _logger.RedisFound();
        if (_later.TakeLost() is > 0 and var lost)
            _logger.ChangesLost(lost, LaterChanges.Most);
        Returned?.Invoke();
    }

    /// <summary>Redis does not answer; told once until it comes back.</summary>
    public void Lost(Exception? exception)
    {
        _isAvailable = false;
        Broken?.Invoke();
        if (Interlocked.Exchange(ref _isLostTold, 1) == 0)
            _logger.RedisLost(exception);
    }

    public static bool IsOfRedis(Exception exception) => exception is RedisException or TimeoutException or ObjectDisposedException;

    public async ValueTask DisposeAsync()
    {
        Task<ConnectionMultiplexer>? connecting;
        lock (_gate)
            connecting = _connecting;
        // One that is still being made is not worth the wait: the process ends.
        if (connecting is { IsCompletedSuccessfully: true })
            await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    private async Task<ConnectionMultiplexer> MakeAsync()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(_configuration).ConfigureAwait(false);
        connection.ConnectionFailed += (_, _) => Broken?.Invoke();
        return connection;
    }
}
