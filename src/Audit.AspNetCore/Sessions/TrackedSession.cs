using System.Collections.Immutable;
using Audit.Context;

namespace Audit.AspNetCore.Sessions;

/// <summary>A session as this process knows it. Thread-safe.</summary>
internal sealed class TrackedSession(string id, SessionState state)
{
    /// <summary>So many places a session is known from; clients with two addresses go back and forth between them.</summary>
    private const int MostOrigins = 8;

    private readonly Lock _gate = new();
    private readonly DateTimeOffset _firstSeen = state.FirstSeen;
    private ImmutableArray<SessionOrigin> _origins = state.Origins;
    private long _lastSeen = state.LastSeen.UtcTicks;
    private long _shared = state.LastSeen.UtcTicks;

    public string Id => id;

    public AuditActor Actor => state.Actor;

    public DateTimeOffset LastSeen => new(Interlocked.Read(ref _lastSeen), TimeSpan.Zero);

    /// <summary>Whether it was seen since its state was last given to other instances.</summary>
    public bool IsNews => Interlocked.Read(ref _shared) != Interlocked.Read(ref _lastSeen);

    public SessionState State
    {
        get
        {
            lock (_gate)
                return new SessionState(state.Actor, _firstSeen, LastSeen, _origins);
        }
    }

    public void Shared(SessionState given) => Interlocked.Exchange(ref _shared, given.LastSeen.UtcTicks);

    /// <summary>Notes a request.</summary>
    /// <returns>Where the request before came from, when the session is new at this place; otherwise <see langword="null"/>.</returns>
    public SessionOrigin? See(AuditContext context, DateTimeOffset now)
    {
        Interlocked.Exchange(ref _lastSeen, now.UtcTicks);
        var origins = _origins;
        return origins.Length > 0 && IsOf(origins[0], context) ? null : SeeElsewhere(context);
    }

    private SessionOrigin? SeeElsewhere(AuditContext context)
    {
        lock (_gate)
        {
            for (var i = 0; i < _origins.Length; i++)
            {
                if (!IsOf(_origins[i], context))
                    continue;
                if (i > 0)
                    _origins = _origins.RemoveAt(i).Insert(0, _origins[i]);
                return null;
            }

            var before = _origins.Length > 0 ? _origins[0] : new SessionOrigin(null, null);
            var kept = _origins.Length < MostOrigins ? _origins : _origins.RemoveAt(MostOrigins - 1);
            _origins = kept.Insert(0, new SessionOrigin(context.ClientIp, context.UserAgent));
            return before;
        }
    }

    private static bool IsOf(SessionOrigin origin, AuditContext context) =>
        origin.UserAgent == context.UserAgent && (ReferenceEquals(origin.Ip, context.ClientIp) || (origin.Ip is { } ip && ip.Equals(context.ClientIp)));
}
