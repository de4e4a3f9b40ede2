using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>A connection that outlives its statements, for temporary tables and <c>SET</c>. One statement at a time.</summary>
internal sealed class EngineSession(string id, string tag, ChdbConnection connection)
{
    private string? _restore;

    internal string Id => id;

    internal string Tag => tag;

    internal ChdbConnection Connection => connection;

    internal bool Busy { get; set; }

    internal TimeSpan Timeout { get; set; }

    internal long LastUsed { get; set; }

    internal Func<EngineSession, Task>? Released { get; init; }

    /// <summary>Applies the settings of one statement; the session's own come back when it is released.</summary>
    internal void Apply(ConnectionRequest request)
    {
        if (!string.IsNullOrEmpty(request.Database))
            connection.Query($"USE {SqlText.Identifier(request.Database)}", "Null").ThrowIfFailed();
        if (request.Settings.Count == 0)
            return;
        var names = string.Join(", ", request.Settings.Select(x => SqlText.Literal(x.Key)));
        var current = EngineCatalog.Lines(
            connection, $"SELECT concat(name, ' = ', quoteString(value)) FROM system.settings WHERE name IN ({names})");
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
