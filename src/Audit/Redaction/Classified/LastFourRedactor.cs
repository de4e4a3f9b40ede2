using Microsoft.Extensions.Compliance.Redaction;

namespace Audit.Redaction.Classified;

/// <summary>Leaves the last four characters of a value that is long enough to hide behind them.</summary>
internal sealed class LastFourRedactor : Redactor
{
    private const int Shown = 4;
    private const int ShortestShown = 8;
    private const string Mask = "***";

    public static LastFourRedactor Instance { get; } = new();

    public override int GetRedactedLength(ReadOnlySpan<char> input) => input.Length < ShortestShown ? 0 : Mask.Length + ShownOf(input).Length;

    public override int Redact(ReadOnlySpan<char> source, Span<char> destination)
    {
        if (source.Length < ShortestShown)
            return 0;
        var shown = ShownOf(source);
        Mask.CopyTo(destination);
        shown.CopyTo(destination[Mask.Length..]);
        return Mask.Length + shown.Length;
    }

    private static ReadOnlySpan<char> ShownOf(ReadOnlySpan<char> source) =>
        // Half a character is none.
        char.IsLowSurrogate(source[^Shown]) ? source[^(Shown - 1)..] : source[^Shown..];
}
