using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>A thread and a connection for one statement, given back when disposed. The connection is used on that thread only.</summary>
internal sealed class EngineLease : IAsyncDisposable
{
    private readonly EngineHost _engine;
    private readonly EngineSession? _session;
    private readonly ConnectionRequest _request;
    private ChdbConnection? _connection;

    /// <summary>A lease with a connection of its own, which is opened when it is first used.</summary>
    internal EngineLease(EngineHost engine, EngineThread thread, ConnectionRequest request)
    {
        (_engine, Thread, _request) = (engine, thread, request);
        Tag = Guid.CreateVersion7().ToString("N");
    }

    /// <summary>A lease of a session's connection.</summary>
    internal EngineLease(EngineHost engine, EngineThread thread, EngineSession session)
    {
        (_engine, Thread, _session, _request) = (engine, thread, session, ConnectionRequest.Plain);
        (_connection, Tag) = (session.Connection, session.Tag);
    }

    internal EngineThread Thread { get; }

    /// <summary>The <c>log_comment</c> by which the running statement is found.</summary>
    internal string Tag { get; }

    internal ChdbConnection Connection => _connection ??= _engine.Connect(Tag, _request);

    /// <summary>Asks the engine to end the statement, again and again until <paramref name="statement"/> is over.</summary>
    internal Task KillAsync(Task statement) => _engine.KillAsync(Tag, statement);

    /// <summary>Closes a connection of its own, for who is on the thread anyway and needs it no more.</summary>
    internal void Close()
    {
        if (_session is not null)
            return;
        _connection?.Dispose();
        _connection = null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_session is not null)
                await _session.ReleaseAsync(Thread).ConfigureAwait(false);
            else if (_connection is not null)
                await Thread.RunAsync(Close).ConfigureAwait(false);
        }
        finally
        {
            _engine.Return(Thread);
        }
    }
}
