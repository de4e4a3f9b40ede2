using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Audit.Events;
using Audit.Statements;

namespace Audit.Cli.Classify.Lines;

/// <summary>Answers lines of JSON, each as soon as it is there: what is asked line by line is answered line by line.</summary>
/// <param name="classifier">The classifier.</param>
/// <param name="dialect">The dialect of lines that name none.</param>
/// <param name="limit">The severity that is a finding.</param>
internal sealed class JsonLineClassifier(IStatementClassifier classifier, SqlDialect? dialect, Risk? limit)
{
    private const int LongestLine = 256 * 1024 * 1024;
    private const int FlushFrom = 64 * 1024;

    // SQL full of \u0027 is unreadable, and this is never part of an HTML page.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool _hasFinding;

    /// <summary>Answers until the input ends.</summary>
    public async Task<int> RunAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        var writer = PipeWriter.Create(output);
        await using (var json = new Utf8JsonWriter(writer, WriterOptions))
        {
            var isOver = false;
            while (!isOver)
            {
                var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var rest = read.Buffer;
                while (TryTakeLine(ref rest, read.IsCompleted, out var line))
                {
                    Answer(line, json, writer);
                    if (writer.UnflushedBytes > FlushFrom)
                        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                }

                if (rest.Length > LongestLine)
                    throw new UsageException($"a line is longer than {LongestLine} bytes.");
                isOver = read.IsCompleted;
                reader.AdvanceTo(rest.Start, rest.End);
                await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return _hasFinding ? ExitCodes.Found : ExitCodes.Done;
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isCompleted, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        line = rest;
        if (!isCompleted || rest.IsEmpty)
            return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private void Answer(in ReadOnlySequence<byte> line, Utf8JsonWriter json, PipeWriter writer)
    {
        if (IsBlank(line))
            return;

        JsonElement? id = null;
        try
        {
            var request = LineReader.Read(line);
            id = request.Id;
            var sql = request.Sql ?? throw new JsonException("The member sql is missing.");
            var info = classifier.Classify(sql, DialectOf(request));
            _hasFinding |= limit is { } severity && info.Risk >= severity;
            Write(json, writer, AnswerOf(id, info), LineProtocol.Default.AnswerLine);
        }
        catch (JsonException failure)
        {
            _hasFinding = true;
            Write(json, writer, new ErrorLine(id ?? LineReader.FindId(line), MessageOf(failure)), LineProtocol.Default.ErrorLine);
        }
    }

    private SqlDialect DialectOf(RequestLine request) => request.Dialect is not { Length: > 0 } name
        ? dialect ?? SqlDialect.Unknown
        : DialectNames.Parse(name) ?? throw new JsonException($"The dialect {name} is not known; it is one of {DialectNames.All}.");

    private static AnswerLine AnswerOf(JsonElement? id, StatementInfo info) => new(
        id,
        info.Operations,
        info.TablesWritten,
        info.TablesRead,
        info.DestructiveReasons.Select(static reason => reason.Name).Distinct(),
        info.IsOpaque,
        info.IsIncomplete,
        info.RedactedText,
        info.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));

    private static void Write<T>(Utf8JsonWriter json, PipeWriter writer, T answer, JsonTypeInfo<T> type)
    {
        json.Reset();
        JsonSerializer.Serialize(json, answer, type);
        json.Flush();
        writer.Write("\n"u8);
    }

    /// <summary>Where the parser stopped tells nothing that the line does not.</summary>
    private static string MessageOf(JsonException failure) =>
        failure.Path is null ? failure.Message : $"The line is no JSON object with the members id, dialect and sql ({failure.Path}, byte {failure.BytePositionInLine}).";

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.ContainsAnyExcept((byte)' ', (byte)'\t', (byte)'\r'))
                return false;
        }

        return true;
    }
}
