using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Audit.Context;
using Audit.Events;
using Audit.Querying;
using Audit.Redaction;
using Audit.Statements;

namespace Audit.Storage.ClickHouse.Reading.Rows;

/// <summary>Makes events of rows of <see cref="EventColumns"/>. Not thread-safe.</summary>
internal sealed class EventRowReader
{
    private readonly TextCache _texts = new();

    public static List<StoredAuditEvent> ReadAll(ReadOnlySpan<byte> answer)
    {
        var reader = new RowBinaryReader(answer);
        var rows = new EventRowReader();
        var events = new List<StoredAuditEvent>();
        while (!reader.IsAtEnd)
            events.Add(rows.Read(ref reader));
        return events;
    }

    /// <summary>Reads one row, value by value in the order of the columns.</summary>
    public StoredAuditEvent Read(ref RowBinaryReader row)
    {
        _texts.BeginRow();
        _ = row.UInt8();
        var id = row.Uuid();
        var occurredAt = row.Int64();
        var origin = new AuditOrigin(Text(ref row), Text(ref row), Text(ref row));
        var category = CanonicalNames.ParseEventCategory(Text(ref row));
        var action = Text(ref row);
        var outcome = CanonicalNames.ParseOutcome(Text(ref row));
        var risk = ToRisk(row.UInt8());
        var destructive = row.UInt8() != 0;
        var source = CanonicalNames.ParseCommandSource(Text(ref row));
        var operations = Texts(ref row);
        var tablesRead = Texts(ref row);
        var tablesWritten = Texts(ref row);
        var reasons = Texts(ref row);
        var database = new DatabaseTarget(Text(ref row), Text(ref row), Text(ref row));
        var text = Text(ref row);
        var statement = new StatementInfo
        {
            Operations = operations,
            TablesRead = tablesRead,
            TablesWritten = tablesWritten,
            DestructiveReasons = ToReasons(reasons),
            RedactedText = text,
            IsIncomplete = text == Redacted.Unparsed,
            Fingerprint = row.UInt64(),
            Risk = risk,
            Action = action,
        };
        var parameters = Parameters(ref row);
        var redactions = Texts(ref row);
        var rowsAffected = row.Int64();
        var rowsRead = row.Int64();
        var duration = (long)Math.Min(row.UInt64(), long.MaxValue);
        var errorCode = OptionalText(ref row);
        var errorMessage = OptionalText(ref row);
        var context = ReadContext(ref row, out var traceId, out var spanId, out var transactionId);
        var command = ReadCommand(ref row);
        var entity = ReadEntity(ref row);
        var attributes = Attributes(ref row);
        var retentionClass = Text(ref row);
        var recorded = new AuditEvent(occurredAt, context)
        {
            Id = id,
            Origin = origin,
            Category = category,
            Action = action,
            Outcome = outcome,
            Risk = risk,
            Destructive = destructive,
            Source = source,
            Database = database is { System.Length: 0, Server.Length: 0, Name.Length: 0 } ? null : database,
            Statement = IsEmpty(statement) ? null : statement,
            Parameters = parameters,
            Redactions = redactions,
            RowsAffected = rowsAffected,
            RowsRead = rowsRead,
            DurationMicroseconds = duration,
            ErrorCode = errorCode,
            ErrorMessage = errorMessage,
            TraceId = traceId,
            SpanId = spanId,
            TransactionId = transactionId,
            Command = command,
            Entity = entity,
            Attributes = attributes,
            RetentionClass = retentionClass,
        };
        var stream = Text(ref row);
        var sequence = row.UInt64();
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(row.UInt32());
        var ingestedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64());
        return new StoredAuditEvent(recorded, stream, sequence, ingestedAt, expiresAt);
    }

    private AuditContext ReadContext(ref RowBinaryReader row, out string? traceId, out string? spanId, out Guid transactionId)
    {
        var actor = new AuditActor(
            CanonicalNames.ParseActorType(Text(ref row)), Text(ref row), OptionalText(ref row), OptionalText(ref row), OptionalText(ref row));
        var sessionId = OptionalText(ref row);
        var apiKeyId = OptionalText(ref row);
        var clientIp = row.Address();
        var userAgent = OptionalText(ref row);
        traceId = OptionalText(ref row);
        spanId = OptionalText(ref row);
        var context = new AuditContext
        {
            Actor = actor,
            SessionId = sessionId,
            ApiKeyId = apiKeyId,
            ClientIp = clientIp,
            UserAgent = userAgent,
            TraceId = traceId,
            SpanId = spanId,
            RequestId = OptionalText(ref row),
            HttpMethod = OptionalText(ref row),
            HttpRoute = OptionalText(ref row),
        };
        transactionId = Guid.TryParse(Text(ref row), CultureInfo.InvariantCulture, out var parsed) ? parsed : Guid.Empty;
        return context with { ParentEventId = row.Uuid() };
    }

    private CommandRun? ReadCommand(ref RowBinaryReader row)
    {
        var name = Text(ref row);
        var arguments = Texts(ref row);
        int? exitCode = row.IsNull() ? null : row.Int32();
        return name.Length == 0 && arguments.IsEmpty && exitCode is null ? null : new CommandRun(name, arguments, exitCode);
    }

    private EntityChange? ReadEntity(ref RowBinaryReader row)
    {
        var type = Text(ref row);
        var key = Text(ref row);
        var state = Text(ref row);
        var properties = Texts(ref row);
        var before = NullableTexts(ref row);
        var after = NullableTexts(ref row);
        if (type.Length == 0 && key.Length == 0 && state.Length == 0 && properties.IsEmpty)
            return null;

        var changes = new PropertyChange[properties.Length];
        for (var i = 0; i < changes.Length; i++)
            changes[i] = new PropertyChange(properties[i], before.ElementAtOrDefault(i), after.ElementAtOrDefault(i));
        return new EntityChange(type, key, state, ImmutableCollectionsMarshal.AsImmutableArray(changes));
    }

    private string Text(ref RowBinaryReader row) => _texts.Next(row.Text());

    private string? OptionalText(ref RowBinaryReader row) => Text(ref row) is { Length: > 0 } text ? text : null;

    private static ImmutableArray<string> Texts(ref RowBinaryReader row)
    {
        var texts = new string[row.Length()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = System.Text.Encoding.UTF8.GetString(row.Text());
        return ImmutableCollectionsMarshal.AsImmutableArray(texts);
    }

    private static string?[] NullableTexts(ref RowBinaryReader row)
    {
        var texts = new string?[row.Length()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = row.IsNull() ? null : System.Text.Encoding.UTF8.GetString(row.Text());
        return texts;
    }

    private static ImmutableArray<AuditParameter> Parameters(ref RowBinaryReader row)
    {
        var pairs = new AuditParameter[row.Length()];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new AuditParameter(System.Text.Encoding.UTF8.GetString(row.Text()), System.Text.Encoding.UTF8.GetString(row.Text()));
        return ImmutableCollectionsMarshal.AsImmutableArray(pairs);
    }

    private static ImmutableArray<AuditAttribute> Attributes(ref RowBinaryReader row)
    {
        var pairs = new AuditAttribute[row.Length()];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new AuditAttribute(System.Text.Encoding.UTF8.GetString(row.Text()), System.Text.Encoding.UTF8.GetString(row.Text()));
        return ImmutableCollectionsMarshal.AsImmutableArray(pairs);
    }

    private static bool IsEmpty(StatementInfo statement) =>
        statement is { RedactedText.Length: 0, Fingerprint: 0, Operations.IsEmpty: true, TablesRead.IsEmpty: true, TablesWritten.IsEmpty: true, DestructiveReasons.IsEmpty: true };

    private static Risk ToRisk(byte risk) => (Risk)Math.Min(risk, (byte)Risk.Critical);

    private static ImmutableArray<DestructiveReason> ToReasons(ImmutableArray<string> names)
    {
        if (names.IsEmpty)
            return [];
        var reasons = new DestructiveReason[names.Length];
        for (var i = 0; i < reasons.Length; i++)
            reasons[i] = new DestructiveReason(names[i], DestructiveReasons.SeverityOf(names[i]));
        return ImmutableCollectionsMarshal.AsImmutableArray(reasons);
    }
}
