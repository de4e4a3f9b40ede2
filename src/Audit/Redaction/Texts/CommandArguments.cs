using System.Collections.Immutable;

namespace Audit.Redaction.Texts;

/// <summary>
/// Removes secrets from the arguments of a command line: the value of an option whose name smells of one (<c>--password x</c>,
/// <c>--password=x</c>, <c>/password:x</c>), and what looks like a secret anywhere.
/// </summary>
internal sealed class CommandArguments(SecretNames names, int maxCount, int maxLength)
{
    /// <summary>The arguments without secrets; the same instance when nothing had to be changed.</summary>
    public ImmutableArray<string> Redact(ImmutableArray<string> arguments, out bool isTruncated)
    {
        isTruncated = arguments.Length > maxCount;
        var count = Math.Min(arguments.Length, maxCount);
        string[]? written = null;
        var isValueOfSecret = false;
        for (var i = 0; i < count; i++)
        {
            var argument = arguments[i] ?? "";
            var redacted = isValueOfSecret && !IsOption(argument) ? RedactedText.Hidden : Redact(argument);
            isValueOfSecret = NamesSecret(argument);
            isTruncated |= redacted.IsTruncated;
            if (written is null && ReferenceEquals(redacted.Text, arguments[i]) && arguments.Length == count)
                continue;
            written ??= [.. arguments.AsSpan(0, count)];
            written[i] = redacted.Text;
        }

        return written is null ? arguments : [.. written];
    }

    private RedactedText Redact(string argument)
    {
        var separator = SeparatorOf(argument);
        if (separator > 0 && separator + 1 < argument.Length && names.IsSecret(argument.AsSpan(0, separator)))
            return new RedactedText(string.Concat(argument.AsSpan(0, separator + 1), Redacted.Marker));
        // --ConnectionStrings:Shop is a name as a whole.
        if (separator < 0 && argument.StartsWith('-') && argument.Length <= maxLength)
            return new RedactedText(argument);
        return SecretText.IsSecret(argument) ? RedactedText.Hidden : SecretText.Redact(argument, names, maxLength);
    }

    /// <summary>Whether the next argument is the value of this one, and a secret.</summary>
    private bool NamesSecret(string argument) => argument.Length > 1 && argument[0] is '-' or '/' && SeparatorOf(argument) < 0 && names.IsSecret(argument);

    /// <summary>A secret may begin with a dash, but hardly looks like <c>--option</c> or <c>-o</c>.</summary>
    private static bool IsOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal) || (argument.Length == 2 && argument[0] == '-');

    private static int SeparatorOf(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals >= 0 || argument.StartsWith("--", StringComparison.Ordinal) ? equals : argument.IndexOf(':', StringComparison.Ordinal);
    }
}
