using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Audit.Redis.Tests.Hosting;

/// <summary>Everything that is logged, at any level, and waits for it.</summary>
internal sealed class ToldLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> _lines = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Text => string.Join('\n', _lines.Select(static line => line.Text));

    public int Count(int id) => _lines.Count(line => line.Id == id);

    public int CountFrom(LogLevel level) => _lines.Count(line => line.Level >= level);

    /// <summary>Waits until a message was told so many times.</summary>
    public async Task WaitForAsync(int id, int times, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next).Task;
            if (Count(id) >= times)
                return;
            await next.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, cancellationToken);
        }
    }

    public ILogger CreateLogger(string categoryName) => new Teller(categoryName, this);

    public void Dispose()
    {
    }

    private void Tell(int id, LogLevel level, string text)
    {
        _lines.Enqueue((id, level, text));
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private sealed class Teller(string category, ToldLogs logs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            logs.Tell(0, LogLevel.Trace, state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs.Tell(eventId.Id, logLevel, $"{category} {formatter(state, exception)} {exception}");
    }
}
