using System.Buffers;
using Audit.Redis.Connecting;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Audit.Redis.Caching;

/// <summary>The cache of Redis that is empty while Redis is out of reach, instead of failing. What is removed meanwhile is removed when it comes back.</summary>
internal sealed class SharedRedisCache : IBufferDistributedCache, IDisposable
{
    private readonly RedisLink _link;
    private readonly RedisCache _inner;
    private readonly IBufferDistributedCache _buffers;

    public SharedRedisCache(RedisLink link)
    {
        _link = link;
        _inner = new RedisCache(Options.Create(new RedisCacheOptions
        {
            InstanceName = link.Prefix + "cache:",
            ConnectionMultiplexerFactory = async () => await link.ConnectAsync().ConfigureAwait(false),
        }));
        _buffers = _inner;
    }

    public byte[]? Get(string key) => Try(() => _inner.Get(key));

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        await _link.TryAsync((_inner, key, token), static (_, of) => of._inner.GetAsync(of.key, of.token), null).ConfigureAwait(false);

    public bool TryGet(string key, IBufferWriter<byte> destination) => Try(() => _buffers.TryGet(key, destination));

    public ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default) => _link.TryAsync(
        (_buffers, key, destination, token), static (_, of) => of._buffers.TryGetAsync(of.key, of.destination, of.token).AsTask(), false);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Try(() =>
    {
        _inner.Set(key, value, options);
        return true;
    });

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await SetAsync(key, new ReadOnlySequence<byte>(value), options, token).ConfigureAwait(false);

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => Try(() =>
    {
        _buffers.Set(key, value, options);
        return true;
    });

    public async ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await _link.TryAsync(
            (_buffers, key, value, options, token),
            static async (_, of) =>
            {
                await of._buffers.SetAsync(of.key, of.value, of.options, of.token).ConfigureAwait(false);
                return true;
            },
            false).ConfigureAwait(false);

    public void Refresh(string key) => Try(() =>
    {
        _inner.Refresh(key);
        return true;
    });

    public async Task RefreshAsync(string key, CancellationToken token = default) => await _link.TryAsync(
        (_inner, key, token),
        static async (_, of) =>
        {
            await of._inner.RefreshAsync(of.key, of.token).ConfigureAwait(false);
            return true;
        },
        false).ConfigureAwait(false);

    public void Remove(string key) => Try(() =>
    {
        _inner.Remove(key);
        return true;
    });

    public async Task RemoveAsync(string key, CancellationToken token = default) =>
        await _link.TellAsync(_ => _inner.RemoveAsync(key, CancellationToken.None)).ConfigureAwait(false);

    public void Dispose() => _inner.Dispose();

    private T? Try<T>(Func<T> operation)
    {
        if (!_link.IsAvailable)
            return default;
        try
        {
            return operation();
        }
        catch (Exception exception) when (RedisLink.IsOfRedis(exception))
        {
            _link.Lost(exception);
            return default;
        }
    }
}
