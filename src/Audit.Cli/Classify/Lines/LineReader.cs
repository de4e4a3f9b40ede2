using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Audit.Cli.Classify.Lines;

/// <summary>Reads a line of JSON, also where it holds what is no Unicode: statements are hostile now and then, and are to be judged all the same.</summary>
internal static partial class LineReader
{
    /// <exception cref="JsonException">The line is no object of the protocol.</exception>
    public static RequestLine Read(in ReadOnlySequence<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            if (JsonSerializer.Deserialize(ref reader, LineProtocol.Default.RequestLine) is { } request && IsOver(ref reader))
                return request;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return ReadRepaired(line);
        }

        throw new JsonException("The line is not a single JSON object.");
    }

    /// <summary>The id of a line that is not of the protocol otherwise; <see langword="null"/> when it cannot be told.</summary>
    public static JsonElement? FindId(in ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        try
        {
            while (reader.Read())
            {
                var isId = reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("id"u8);
                if (isId && reader.Read())
                    return JsonElement.ParseValue(ref reader);
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }

    private static RequestLine ReadRepaired(in ReadOnlySequence<byte> line)
    {
        var text = LoneSurrogate().Replace(System.Text.Encoding.UTF8.GetString(line.ToArray()), static _ => @"\ufffd");
        return JsonSerializer.Deserialize(text, LineProtocol.Default.RequestLine) ?? throw new JsonException("The line is null.");
    }

    private static bool IsOver(ref Utf8JsonReader reader) => !reader.Read();

    /// <summary>Behind an even number of backslashes: <c>\\ud800</c> is a backslash and a word.</summary>
    [GeneratedRegex(
        @"(?<=(?<!\\)(?:\\\\)*)\\u(?:[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|[dD][c-fC-F][0-9a-fA-F]{2}(?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u....))",
        RegexOptions.CultureInvariant)]
    private static partial Regex LoneSurrogate();
}
