using System.Globalization;
using System.Text.RegularExpressions;
using Audit.Querying;
using ClickHouse.Driver;

namespace Audit.Storage.ClickHouse.Reading.Execution;

/// <summary>What the engine's errors mean for who asked.</summary>
internal static partial class EngineErrors
{
    public const string AnswerTooLarge = "The answer is larger than the store may return. Ask for fewer events at a time.";

    /// <summary>Where the text of an error in mid-stream can be at the end of an answer.</summary>
    private const int TrailerLength = 16 << 10;

    /// <summary>The engine's error code; 0 when the engine said nothing.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="received">What was received before, its end at least.</param>
    public static int CodeOf(Exception error, ReadOnlySpan<byte> received)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is ClickHouseServerException { ErrorCode: > 0 } server)
                return server.ErrorCode;
        }

        // The answer had begun when it failed: the code is in what was received last.
        var tail = System.Text.Encoding.Latin1.GetString(received[Math.Max(0, received.Length - TrailerLength)..]);
        var marker = tail.LastIndexOf("__exception__", StringComparison.Ordinal);
        var match = CodeInText().Match(marker < 0 ? error.Message : tail[marker..]);
        return match.Success && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var code) ? code : 0;
    }

    public static AuditQueryException Translate(int code, Exception error) => code switch
    {
        159 or 160 => Limit("The query took longer than it may. Narrow the range of time or add conditions.", error),
        241 => Limit("The query needs more memory than it may use. Narrow the range of time, add conditions or group by fewer dimensions.", error),
        158 or 307 => Limit("The query reads more rows than it may. Narrow the range of time or add conditions.", error),
        396 => Limit(AnswerTooLarge, error),
        202 => Unavailable("The store has too many queries at this moment. Try again shortly.", error),
        60 or 81 => Unavailable("The store is not set up yet. Try again shortly.", error),
        0 => Unavailable("The store does not answer. Try again shortly.", error),
        _ => Unavailable("The store could not answer this query.", error),
    };

    private static AuditQueryException Limit(string message, Exception error) => new(AuditQueryFailure.LimitExceeded, message, error);

    private static AuditQueryException Unavailable(string message, Exception error) => new(AuditQueryFailure.Unavailable, message, error);

    [GeneratedRegex(@"Code: (\d{1,5})\.")]
    private static partial Regex CodeInText();
}
