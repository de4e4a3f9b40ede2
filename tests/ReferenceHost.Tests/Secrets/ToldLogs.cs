using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ReferenceHost.Tests.Secrets;

/// <summary>
/// Everything that is logged, at any level, exceptions and scopes included, but what others log of their own: EF Core and drivers log the statements
/// of the application, and the server the addresses it is asked for, as the application configures.
/// </summary>
internal sealed class ToldLogs : ILoggerProvider
{
    private static readonly string[] Others = ["Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "Npgsql"];

    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Teller(categoryName, _lines);

    public void Dispose() => _lines.Clear();

    private sealed class Teller(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Tell(state.ToString());
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Tell($"{category} {eventId.Id} {formatter(state, exception)} {exception}");

        private void Tell(string? line)
        {
            if (!Array.Exists(Others, other => category.StartsWith(other, StringComparison.Ordinal)))
                lines.Enqueue(line ?? "");
        }
    }
}

/// <summary>Every measurement of every instrument of the process, with its tags, but those of drivers: Npgsql names its pools by their connection strings.</summary>
internal sealed class ToldMetrics : IDisposable
{
    private readonly ConcurrentDictionary<string, byte> _lines = new();
    private readonly MeterListener _listener = new();

    public ToldMetrics()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name != "Npgsql")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Tell);
        _listener.SetMeasurementEventCallback<int>(Tell);
        _listener.SetMeasurementEventCallback<double>(Tell);
        _listener.Start();
    }

    public string Text
    {
        get
        {
            _listener.RecordObservableInstruments();
            return string.Join('\n', _lines.Keys);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Tell<T>(Instrument instrument, T measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        // Spans of tags hold what the application tells of itself; the server's routes are templates.
        var told = string.Join(' ', tags.ToArray().Select(static tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Key}={tag.Value}")));
        _lines.TryAdd($"{instrument.Meter.Name} {instrument.Name} {instrument.Description} {told}", 0);
    }
}
