using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Audit.AspNetCore.Sharing;
using Audit.Redis.Connecting;
using StackExchange.Redis;

namespace Audit.Redis.Messaging;

/// <summary>
/// Messages by publishing and subscribing. Redis keeps none for who is away, so that an instance knows since when it missed none: since it last heard itself on the
/// channel, if the connection has not broken since. Thread-safe.
/// </summary>
internal sealed class RedisMessages : IInstanceMessages
{
    /// <summary>Parts topic and message; an echo has no topic.</summary>
    private const char Separator = '\n';

    private readonly ConcurrentDictionary<string, ImmutableArray<Action<string>>> _handlers = new(StringComparer.Ordinal);
    private readonly RedisLink _link;
    private readonly TimeProvider _time;
    private readonly RedisChannel _all;
    private readonly RedisChannel _own;
    private readonly Lock _gate = new();
    private DateTimeOffset? _listeningSince;
    private long _breaks;
    private ConnectionMultiplexer? _subscribed;
    private Echo? _awaited;

    public RedisMessages(RedisLink link, TimeProvider time)
    {
        _link = link;
        _time = time;
        Instance = RandomNumberGenerator.GetHexString(16, lowercase: true);
        _all = RedisChannel.Literal(link.Prefix + "messages");
        _own = RedisChannel.Literal($"{link.Prefix}echo:{Instance}");
        link.Broken += OnBroken;
    }

    /// <summary>What tells this instance from others, until it ends.</summary>
    public string Instance { get; }

    public DateTimeOffset? ListeningSince
    {
        get
        {
            lock (_gate)
                return _listeningSince;
        }
    }

    public ValueTask<bool> PublishAsync(string topic, string message, CancellationToken cancellationToken)
    {
        var text = topic + Separator + message;
        return _link.TellAsync(database => database.PublishAsync(_all, text));
    }

    public void Subscribe(string topic, Action<string> handler) =>
        _handlers.AddOrUpdate(topic, static (_, added) => [added], static (_, known, added) => known.Add(added), handler);

    /// <summary>Sees to it that this instance hears, and proves it by an echo.</summary>
    public async Task ListenAsync(ConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        var subscriber = connection.GetSubscriber();
        if (_subscribed != connection)
        {
            await SubscribeAsync(subscriber).ConfigureAwait(false);
            _subscribed = connection;
        }

        var began = _time.GetUtcNow();
        var breaks = Interlocked.Read(ref _breaks);
        var isListening = ListeningSince is not null;
        // All instances hear the echo of one that comes back; otherwise each hears its own.
        var echo = new Echo($"{Separator}{RandomNumberGenerator.GetHexString(32, lowercase: true)}");
        Volatile.Write(ref _awaited, echo);
        await subscriber.PublishAsync(isListening ? _own : _all, echo.Text).ConfigureAwait(false);
        await echo.Heard.WaitAsync(_link.Timeout, _time, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (breaks == Interlocked.Read(ref _breaks))
                _listeningSince ??= began;
        }
    }

    private async Task SubscribeAsync(ISubscriber subscriber)
    {
        try
        {
            await subscriber.SubscribeAsync(_all, Hear).ConfigureAwait(false);
            await subscriber.SubscribeAsync(_own, Hear).ConfigureAwait(false);
        }
        catch
        {
            // What was not confirmed is asked for again, and must not be heard twice then.
            await subscriber.UnsubscribeAllAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
            throw;
        }
    }

    private void Hear(RedisChannel channel, RedisValue value)
    {
        var text = (string?)value ?? "";
        var end = text.IndexOf(Separator, StringComparison.Ordinal);
        if (end == 0)
            Volatile.Read(ref _awaited)?.Hear(text);
        else if (end > 0 && _handlers.TryGetValue(text[..end], out var handlers))
            Tell(handlers, text[(end + 1)..]);
    }

    private static void Tell(ImmutableArray<Action<string>> handlers, string message)
    {
        foreach (var handler in handlers)
            handler(message);
    }

    private void OnBroken()
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _breaks);
            _listeningSince = null;
        }
    }

    private sealed class Echo(string text)
    {
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Text => text;

        public Task Heard => _heard.Task;

        public void Hear(string heard)
        {
            if (heard == text)
                _heard.TrySetResult();
        }
    }
}
