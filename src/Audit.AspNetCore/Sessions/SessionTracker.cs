using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Audit.Context;
using Audit.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Sessions;

/// <summary>
/// Knows the sessions of this process. A request of a session it knows costs a look-up and takes no memory; one that it does not know asks the other
/// instances, if there are any.
/// </summary>
internal sealed class SessionTracker(IAuditLog log, IOptions<AuditSessionOptions> options, IServiceProvider services, TimeProvider time, ILogger<SessionTracker> logger)
{
    private const string Started = "session.started";
    private const string Changed = "session.changed";
    private const string Ended = "session.ended";
    private const string Expired = "session.expired";

    /// <summary>So many sessions are told to other instances at a time: each waits for an answer.</summary>
    private const int AtOnce = 64;

    private readonly ConcurrentDictionary<string, TrackedSession> _sessions = new(StringComparer.Ordinal);
    private readonly ISharedSessions? _shared = services.GetService<ISharedSessions>();
    private readonly TimeSpan _idle = options.Value.IdleTimeout;
    private readonly int _most = options.Value.MaxTracked;
    private long _unwatched;
    private bool _isForgotten;

    /// <summary>Other instances keep what this one says of a session for longer than it may rest, so that one of them can report its end.</summary>
    private TimeSpan KeepFor => _idle * 2;

    public int Count => _sessions.Count;

    /// <summary>Asks for a sweep before the next is due, when other instances forgot what they were told.</summary>
    /// <param name="sweep">Asked when that is so; must be quick and not throw.</param>
    public void OnForgotten(Action sweep)
    {
        if (_shared is null)
            return;
        _shared.Forgotten += () =>
        {
            Volatile.Write(ref _isForgotten, true);
            sweep();
        };
    }

    /// <summary>Notes a request.</summary>
    /// <param name="context">The context of the request.</param>
    public ValueTask SeeAsync(AuditContext context)
    {
        if (context.SessionId is not { } id)
            return ValueTask.CompletedTask;
        if (!_sessions.TryGetValue(id, out var session))
            return BeginAsync(id, context);
        return session.See(context, time.GetUtcNow()) is { } before ? ChangeAsync(session, context, before) : ValueTask.CompletedTask;
    }

    /// <summary>Someone signed out.</summary>
    /// <param name="context">The context of what they did.</param>
    public async ValueTask EndAsync(AuditContext context)
    {
        if (context.SessionId is not { } id)
            return;
        _sessions.TryRemove(id, out var session);
        var isOurs = _shared is null || await _shared.EndAsync(id, KeepFor, CancellationToken.None).ConfigureAwait(false);
        if (isOurs)
            await RecordAsync(Ended, context, session is null ? [] : Times(session.State)).ConfigureAwait(false);
    }

    /// <summary>Ends what has rested for too long, and tells other instances of what has not.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var isForgotten = Interlocked.Exchange(ref _isForgotten, false);
        var idleSince = time.GetUtcNow() - _idle;
        var pending = new List<Task>(AtOnce);
        foreach (var (id, session) in _sessions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (session.LastSeen < idleSince)
                pending.Add(ExpireAsync(session, idleSince, cancellationToken).AsTask());
            else if (_shared is not null && (session.IsNews || isForgotten))
                pending.Add(TouchAsync(id, session, cancellationToken).AsTask());
            if (pending.Count < AtOnce)
                continue;
            await Task.WhenAll(pending).ConfigureAwait(false);
            pending.Clear();
        }

        await Task.WhenAll(pending).ConfigureAwait(false);

        if (Interlocked.Exchange(ref _unwatched, 0) is > 0 and var unwatched)
            logger.TooManySessions(unwatched, _most);
    }

    private async ValueTask BeginAsync(string id, AuditContext context)
    {
        if (_sessions.Count >= _most)
        {
            Interlocked.Increment(ref _unwatched);
            return;
        }

        var now = time.GetUtcNow();
        var state = new SessionState(context.Actor, now, now, [new SessionOrigin(context.ClientIp, context.UserAgent)]);
        var session = new TrackedSession(id, state);
        if (!_sessions.TryAdd(id, session))
            return;

        var known = _shared is null ? null : await _shared.AddOrGetAsync(id, state, KeepFor, CancellationToken.None).ConfigureAwait(false);
        if (known is null)
        {
            await RecordAsync(Started, context, []).ConfigureAwait(false);
            return;
        }

        // Another instance knows it: what it knows counts, and this request is compared with that.
        var theirs = new TrackedSession(id, known);
        _sessions[id] = theirs;
        if (theirs.See(context, now) is { } before)
            await ChangeAsync(theirs, context, before).ConfigureAwait(false);
    }

    private async ValueTask ChangeAsync(TrackedSession session, AuditContext context, SessionOrigin before)
    {
        // Another instance may have told of it: this one learns of that only now.
        if (_shared is not null
            && await _shared.AddOrGetAsync(session.Id, session.State, KeepFor, CancellationToken.None).ConfigureAwait(false) is { } known
            && known.Origins.Contains(new SessionOrigin(context.ClientIp, context.UserAgent)))
        {
            return;
        }

        var changes = ImmutableArray.CreateBuilder<AuditAttribute>();
        if (!Equals(before.Ip, context.ClientIp))
        {
            changes.Add(new("client_ip.before", before.Ip?.ToString() ?? ""));
            changes.Add(new("client_ip.after", context.ClientIp?.ToString() ?? ""));
        }

        if (before.UserAgent != context.UserAgent)
        {
            changes.Add(new("user_agent.before", before.UserAgent ?? ""));
            changes.Add(new("user_agent.after", context.UserAgent ?? ""));
        }

        await RecordAsync(Changed, context, changes.ToImmutable()).ConfigureAwait(false);
        if (_shared is not null)
            await TouchAsync(session.Id, session, CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask TouchAsync(string id, TrackedSession session, CancellationToken cancellationToken)
    {
        var state = session.State;
        if (await _shared!.TouchAsync(id, state, KeepFor, cancellationToken).ConfigureAwait(false))
            session.Shared(state);
        else
            _sessions.TryRemove(new(id, session));
    }

    private async ValueTask ExpireAsync(TrackedSession session, DateTimeOffset idleSince, CancellationToken cancellationToken)
    {
        var expiry = _shared is null ? SessionExpiry.Ended : await _shared.ExpireAsync(session.Id, idleSince, KeepFor, cancellationToken).ConfigureAwait(false);
        if (expiry == SessionExpiry.Alive)
        {
            await AdoptAsync(session, cancellationToken).ConfigureAwait(false);
            return;
        }

        // A request that came meanwhile keeps it.
        if (session.LastSeen >= idleSince || !_sessions.TryRemove(new(session.Id, session)) || expiry != SessionExpiry.Ended)
            return;

        var state = session.State;
        var origin = state.Origins.IsDefaultOrEmpty ? null : state.Origins[0];
        await RecordAsync(
            Expired, AuditContext.Background with { Actor = state.Actor, SessionId = session.Id, ClientIp = origin?.Ip, UserAgent = origin?.UserAgent }, Times(state)).ConfigureAwait(false);
    }

    /// <summary>Takes over what the instance knows that saw the session last: should it end without a word, this one reports when the session was last seen.</summary>
    private async ValueTask AdoptAsync(TrackedSession session, CancellationToken cancellationToken)
    {
        var known = await _shared!.AddOrGetAsync(session.Id, session.State, KeepFor, cancellationToken).ConfigureAwait(false);
        if (known is not null && known.LastSeen > session.LastSeen)
            _sessions.TryUpdate(session.Id, new TrackedSession(session.Id, known), session);
    }

    private static ImmutableArray<AuditAttribute> Times(SessionState state) =>
    [
        new("first_seen", state.FirstSeen.ToString("O", CultureInfo.InvariantCulture)),
        new("last_seen", state.LastSeen.ToString("O", CultureInfo.InvariantCulture)),
    ];

    private async ValueTask RecordAsync(string action, AuditContext context, ImmutableArray<AuditAttribute> attributes)
    {
        using var scope = AuditContext.Push(context);
        if (log.IsEnabled)
            await log.RecordAsync(new AuditEvent(time.GetUtcNow()) { Category = EventCategory.Access, Action = action, Attributes = attributes }).ConfigureAwait(false);
    }
}
