using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Transport.WebSockets;

/// <summary>How many WebSockets are open, by user and in all, so that none who has no subscription costs more than one who has. Thread-safe.</summary>
internal sealed class SocketQuota(IOptions<AuditGraphQLOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _byUser = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Takes a place for a WebSocket of whom nothing is known yet.</summary>
    public bool TryOpen() => Interlocked.Increment(ref _all) <= options.Value.Subscriptions.Max || !Closed();

    /// <summary>Gives the place back.</summary>
    public void Close() => Interlocked.Decrement(ref _all);

    public bool TryEnter(string user)
    {
        lock (_lock)
        {
            var own = _byUser.GetValueOrDefault(user);
            if (own >= options.Value.Subscriptions.MaxPerUser)
                return false;
            _byUser[user] = own + 1;
            return true;
        }
    }

    public void Leave(string user)
    {
        lock (_lock)
        {
            if (--_byUser[user] == 0)
                _byUser.Remove(user);
        }
    }

    private bool Closed()
    {
        Close();
        return true;
    }
}
