using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>A connection that outlives its statements, for temporary tables and <c>SET</c>. One statement at a time.</summary>
internal sealed class EngineSession(string id, string tag, ChdbConnection connection) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private string? _restore;

    internal string Id => id;

    internal string Tag => tag;

    internal ChdbConnection Connection => connection;

    /// <summary>How many statements run in it or wait to.</summary>
    internal int Users { get; set; }

    internal TimeSpan Timeout { get; set; }

    internal long LastUsed { get; set; }

    internal Func<EngineSession, Task>? Released { get; init; }

    /// <summary>Waits for the statement before, which may still be giving its connection back; false when it goes on.</summary>
    internal Task<bool> EnterAsync(TimeSpan patience, CancellationToken cancellationToken) => _turn.WaitAsync(patience, cancellationToken);

    internal void Leave() => _turn.Release();

    public void Dispose()
    {
        connection.Dispose();
        _turn.Dispose();
    }

    /// <summary>Applies the settings of one statement; the session's own come back when it is released.</summary>
    internal void Apply(ConnectionRequest request)
    {
        if (!string.IsNullOrEmpty(request.Database))
            connection.Query($"USE {SqlText.Identifier(request.Database)}", "Null").ThrowIfFailed();
        if (request.Settings.Count == 0)
            return;
        var names = string.Join(", ", request.Settings.Select(x => SqlText.Literal(x.Key)));
        const string literal = @"concat('\'', replaceAll(replaceAll(value, '\\', '\\\\'), '\'', '\\\''), '\'')";
        var current = EngineCatalog.Lines(connection, $"SELECT concat(name, ' = ', {literal}) FROM system.settings WHERE name IN ({names})");
        _restore = $"SET {string.Join(", ", current)}";
        connection.Query(
            $"SET {string.Join(", ", request.Settings.Select(x => $"{x.Key} = {SqlText.Literal(x.Value)}"))}", "Null").ThrowIfFailed();
    }

    internal async Task ReleaseAsync(EngineThread thread)
    {
        if (_restore is { } restore)
        {
            _restore = null;
            await thread.RunAsync(() => connection.Query(restore, "Null")).ConfigureAwait(false);
        }
        if (Released is { } released)
            await released(this).ConfigureAwait(false);
    }
}
