using System.Globalization;
using Audit.AspNetCore.Sharing;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.ApiKeys.Verifying;

/// <summary>Tells all instances that keys end, and hears it from them.</summary>
internal sealed class KeyNews
{
    private const string Topic = "api-keys";

    private readonly IInstanceMessages? _messages;
    private readonly EndedKeys _ended;
    private readonly KeyCache _cache;

    public KeyNews(EndedKeys ended, KeyCache cache, IServiceProvider services)
    {
        _ended = ended;
        _cache = cache;
        _messages = services.GetService<IInstanceMessages>();
        _messages?.Subscribe(Topic, Hear);
    }

    /// <summary>Since when this process hears of every end; <see langword="null"/> while it may miss one.</summary>
    public DateTimeOffset? HeardSince => _messages?.ListeningSince;

    /// <summary>Makes a key end everywhere.</summary>
    /// <remarks>Not to be cancelled: the database has ended it.</remarks>
    public async ValueTask EndAsync(string id, string hash, DateTimeOffset endsAt)
    {
        _ended.Add(id, endsAt);
        await _cache.RemoveAsync(hash, CancellationToken.None).ConfigureAwait(false);
        if (_messages is not null)
            await _messages.PublishAsync(Topic, string.Create(CultureInfo.InvariantCulture, $"{id} {endsAt.ToUnixTimeMilliseconds()}"), CancellationToken.None).ConfigureAwait(false);
    }

    private void Hear(string message)
    {
        // The cache of this process keeps the key; nobody believes it from here on.
        if (message.Split(' ') is [{ Length: > 0 } id, var time] && long.TryParse(time, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            _ended.Add(id, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
        }
    }
}
