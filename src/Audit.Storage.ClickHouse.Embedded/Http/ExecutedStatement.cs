using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>What became of a request: the text of its statement, and how it ended.</summary>
internal sealed class ExecutedStatement
{
    /// <summary>The text; <see langword="null"/> when it was not read.</summary>
    internal string? Text { get; private set; }

    /// <summary>The rows of the answer; -1 when the statement did not end well.</summary>
    internal long ResultRows { get; private set; } = -1;

    internal ClickHouseError? Error { get; private set; }

    internal void Begin(ReadOnlySpan<byte> text) => Text = System.Text.Encoding.UTF8.GetString(text);

    internal void End(ChdbSummary summary) => ResultRows = (long)Math.Min(summary.ResultRows, long.MaxValue);

    internal void Fail(ClickHouseError error) => Error = error;
}
