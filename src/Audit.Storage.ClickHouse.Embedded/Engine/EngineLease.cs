using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>A connection and a thread for one statement, given back when disposed.</summary>
internal sealed class EngineLease(EngineHost engine, EngineThread thread, ChdbConnection connection, string tag, EngineSession? session) : IAsyncDisposable
{
    internal EngineThread Thread => thread;

    internal ChdbConnection Connection => connection;

    /// <summary>The <c>log_comment</c> by which the running statement is found.</summary>
    internal string Tag => tag;

    /// <summary>Asks the engine to end the statement, again and again until <paramref name="statement"/> is over.</summary>
    internal Task KillAsync(Task statement) => engine.KillAsync(tag, statement);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (session is null)
                await thread.RunAsync(connection.Dispose).ConfigureAwait(false);
            else
                await session.ReleaseAsync(thread).ConfigureAwait(false);
        }
        finally
        {
            engine.Return(thread);
        }
    }
}
