namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>The sessions by id; those unused for their time-out are closed.</summary>
internal sealed class EngineSessions : IAsyncDisposable
{
    /// <summary>A client has its answer a moment before the session is free again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly EngineHost _engine;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, EngineSession> _sessions = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly ITimer _sweeper;
    private bool _disposed;

    internal EngineSessions(EngineHost engine, TimeProvider time)
    {
        _engine = engine;
        _time = time;
        _sweeper = time.CreateTimer(_ => CloseExpired(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    internal async Task<EngineLease> LeaseAsync(
        string id, TimeSpan timeout, bool mustExist, ConnectionRequest request, CancellationToken cancellationToken)
    {
        foreach (var (name, _) in request.Settings)
        {
            if (!_engine.Catalog.Settings.Contains(name))
                throw ClickHouseErrors.UnknownSetting(name);
        }
        var thread = await _engine.EnterAsync(cancellationToken).ConfigureAwait(false);
        EngineSession? entered = null;
        try
        {
            var session = await thread.RunAsync(() => FindOrCreate(id, mustExist)).ConfigureAwait(false);
            entered = await EnterAsync(session, cancellationToken).ConfigureAwait(false);
            session.Timeout = timeout;
            await thread.RunAsync(() => session.Apply(request)).ConfigureAwait(false);
            return new EngineLease(_engine, thread, session);
        }
        catch
        {
            if (entered is not null)
                await entered.ReleaseAsync(thread).ConfigureAwait(false);
            _engine.Return(thread);
            throw;
        }
    }

    private async Task<EngineSession> EnterAsync(EngineSession session, CancellationToken cancellationToken)
    {
        var entered = false;
        try
        {
            entered = await session.EnterAsync(Patience, cancellationToken).ConfigureAwait(false);
            return entered ? session : throw ClickHouseErrors.SessionLocked(session.Id);
        }
        finally
        {
            if (!entered)
            {
                lock (_gate)
                    session.Users--;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        List<EngineSession> idle;
        lock (_gate)
        {
            _disposed = true;
            idle = [.. _sessions.Values.Where(x => x.Users == 0)];
            foreach (var session in idle)
                _sessions.Remove(session.Id);
        }
        foreach (var session in idle)
            await CloseAsync(session).ConfigureAwait(false);
    }

    internal void CloseAtExit()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var session in _sessions.Values)
                session.Dispose();
            _sessions.Clear();
        }
    }

    private EngineSession FindOrCreate(string id, bool mustExist)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, _engine);
            if (!_sessions.TryGetValue(id, out var session))
            {
                if (mustExist)
                    throw ClickHouseErrors.SessionNotFound(id);
                if (_sessions.Count >= _engine.Options.MaxSessions)
                    throw ClickHouseErrors.BadArguments($"Too many sessions. Maximum: {_engine.Options.MaxSessions}.");
                var tag = Guid.CreateVersion7().ToString("N");
                session = new EngineSession(id, tag, _engine.Connect(tag, ConnectionRequest.Plain)) { Released = ReleasedAsync };
                _sessions.Add(id, session);
            }
            session.Users++;
            return session;
        }
    }

    private async Task ReleasedAsync(EngineSession session)
    {
        bool close;
        lock (_gate)
        {
            session.Users--;
            session.LastUsed = _time.GetTimestamp();
            session.Leave();
            close = _disposed && session.Users == 0 && _sessions.Remove(session.Id);
        }
        if (close)
            await CloseAsync(session).ConfigureAwait(false);
    }

    private void CloseExpired()
    {
        List<EngineSession> expired;
        lock (_gate)
        {
            if (_disposed)
                return;
            expired = [.. _sessions.Values.Where(x => x.Users == 0 && _time.GetElapsedTime(x.LastUsed) > x.Timeout)];
            foreach (var session in expired)
                _sessions.Remove(session.Id);
        }
        foreach (var session in expired)
            _ = CloseAsync(session);
    }

    private async Task CloseAsync(EngineSession session)
    {
        var thread = _engine.Threads.Rent();
        await thread.RunAsync(session.Dispose).ConfigureAwait(false);
        _engine.Threads.Return(thread);
    }
}
