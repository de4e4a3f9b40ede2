using Audit.Statements;

namespace Audit.Benchmarks.Classification;

/// <summary>A statement to measure with.</summary>
/// <param name="Size">The size it stands for: 400 characters or 2 KB.</param>
/// <param name="Dialect">Its dialect.</param>
/// <param name="Style">Who wrote it: EF Core or a person.</param>
/// <param name="Text">Its text, of that size but for a few percent.</param>
internal sealed record SampleStatement(string Size, SqlDialect Dialect, string Style, string Text)
{
    /// <summary>The same text in strings of their own, as raw SQL comes.</summary>
    public string[] Copies { get; } = [new(Text.AsSpan()), new(Text.AsSpan())];

    /// <summary>The same text with comments around it that differ from one command to the next.</summary>
    public string[] Commented { get; } = [.. Enumerable.Range(0, 16).Select(i => $"-- GetOrders\n\n{Text} /*traceparent='00-{i:x32}-01'*/")];
}
