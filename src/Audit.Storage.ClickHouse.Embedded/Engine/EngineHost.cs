using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>The running engine: the anchor connection that keeps it alive, its threads and the limit on statements at once.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly DirectoryLock _directory;
    private readonly EngineThreads _threads;
    private readonly EngineThread _anchorThread;
    private readonly ChdbConnection _anchor;
    private readonly SemaphoreSlim _places;
    private readonly TimeProvider _time;
    private volatile bool _closing;

    private EngineHost(
        string path, EmbeddedClickHouseOptions options, TimeProvider time, DirectoryLock directory, EngineThreads threads,
        EngineThread anchorThread, ChdbConnection anchor, EngineCatalog catalog)
    {
        Path = path;
        Options = options;
        Catalog = catalog;
        _time = time;
        _directory = directory;
        _threads = threads;
        _anchorThread = anchorThread;
        _anchor = anchor;
        _places = new SemaphoreSlim(options.MaxConnections, options.MaxConnections);
        Sessions = new EngineSessions(this, time);
    }

    internal string Path { get; }

    internal EmbeddedClickHouseOptions Options { get; }

    internal EngineCatalog Catalog { get; }

    internal EngineSessions Sessions { get; }

    internal TimeProvider Time => _time;

    internal static async Task<EngineHost> StartAsync(string path, EmbeddedClickHouseOptions options, TimeProvider time)
    {
        ChdbLibrary.Load(options.LibraryPath);
        var directory = DirectoryLock.Take(path);
        var threads = new EngineThreads();
        var thread = threads.Rent();
        try
        {
            return await thread.RunAsync(() =>
            {
                var anchor = ChdbConnection.TryOpen(EngineArguments.ForAnchor(path, options))
                    ?? throw new InvalidOperationException(
                        $"The ClickHouse engine could not be opened on '{path}'. Either the directory is not readable and writable, or it holds data of another kind or version.");
                try
                {
                    return new EngineHost(path, options, time, directory, threads, thread, anchor, EngineCatalog.Read(anchor));
                }
                catch
                {
                    anchor.Dispose();
                    throw;
                }
            }).ConfigureAwait(false);
        }
        catch
        {
            thread.Dispose();
            threads.Dispose();
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Gives a place to one statement, waiting for one when all are taken.</summary>
    internal async Task<EngineLease> LeaseAsync(ConnectionRequest request, CancellationToken cancellationToken)
    {
        foreach (var (name, _) in request.Settings)
        {
            if (!Catalog.Settings.Contains(name))
                throw ClickHouseErrors.UnknownSetting(name);
        }
        return new EngineLease(this, await EnterAsync(cancellationToken).ConfigureAwait(false), request);
    }

    internal async Task<EngineThread> EnterAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closing, this);
        if (!await _places.WaitAsync(Options.ConnectionWaitTimeout, cancellationToken).ConfigureAwait(false))
            throw ClickHouseErrors.TooManyQueries(Options.MaxConnections, Options.ConnectionWaitTimeout);
        if (!_closing)
            return _threads.Rent();
        _places.Release();
        throw new ObjectDisposedException(nameof(EmbeddedClickHouse));
    }

    internal void Return(EngineThread thread)
    {
        _threads.Return(thread);
        _places.Release();
    }

    /// <summary>A thread beside that of a statement, for reading what it writes.</summary>
    internal EngineThreads Threads => _threads;

    /// <summary>Opens a connection on the calling thread and selects its database.</summary>
    internal ChdbConnection Connect(string tag, ConnectionRequest request)
    {
        var connection = ChdbConnection.TryOpen(EngineArguments.ForStatement(Path, Options, tag, request)) ?? throw ExplainRefusal(tag, request);
        try
        {
            if (!string.IsNullOrEmpty(request.Database))
                connection.Query($"USE {SqlText.Identifier(request.Database)}", "Null").ThrowIfFailed();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal async Task KillAsync(string tag, Task statement)
    {
        var sql = $"KILL QUERY WHERE Settings['log_comment'] = {SqlText.Literal(tag)} ASYNC";
        // Repeated, because a statement that has only just been handed over is not in the list yet.
        while (!statement.IsCompleted)
        {
            await _anchorThread.RunAsync(() => _anchor.Query(sql, "Null")).ConfigureAwait(false);
            await Task.WhenAny(statement, Task.Delay(TimeSpan.FromMilliseconds(50), _time)).ConfigureAwait(false);
        }
    }

    internal Task<T> OnAnchorAsync<T>(Func<ChdbConnection, T> call) => _anchorThread.RunAsync(() => call(_anchor));

    public async ValueTask DisposeAsync()
    {
        _closing = true;
        await Sessions.DisposeAsync().ConfigureAwait(false);
        await EndStatementsAsync().ConfigureAwait(false);
        await _anchorThread.RunAsync(_anchor.Dispose).ConfigureAwait(false);
        _anchorThread.Dispose();
        _threads.Dispose();
        _places.Dispose();
        _directory.Dispose();
    }

    /// <summary>
    /// For the exit of a process that has not closed its engine: closes it when nothing runs. An exit with open connections can crash.
    /// </summary>
    internal void CloseAtExit()
    {
        _closing = true;
        for (var i = 0; i < Options.MaxConnections; i++)
        {
            if (!_places.Wait(0))
                return;
        }
        Sessions.CloseAtExit();
        _anchor.Dispose();
    }

    /// <summary>Every place taken means that every statement has ended and closed its connection.</summary>
    private async Task EndStatementsAsync()
    {
        var patience = Options.CloseTimeout;
        for (var taken = 0; taken < Options.MaxConnections;)
        {
            if (await _places.WaitAsync(patience, CancellationToken.None).ConfigureAwait(false))
            {
                taken++;
                continue;
            }
            await _anchorThread.RunAsync(() => _anchor.Query("KILL QUERY WHERE Settings['log_comment'] != 'anchor' ASYNC", "Null")).ConfigureAwait(false);
            patience = TimeSpan.FromMilliseconds(100);
        }
    }

    private Exception ExplainRefusal(string tag, ConnectionRequest request)
    {
        using var connection = ChdbConnection.TryOpen(EngineArguments.ForStatement(Path, Options, tag, ConnectionRequest.Plain));
        if (connection is null)
            return new InvalidOperationException("The ClickHouse engine refused a connection; it does not say why.");
        foreach (var (name, value) in request.Settings)
        {
            if (connection.Query($"SET {name} = {SqlText.Literal(value)}", "Null").Error is { } error)
                return ClickHouseError.Parse(error);
        }
        return ClickHouseErrors.BadArguments("The engine refused the settings of the statement.");
    }
}
