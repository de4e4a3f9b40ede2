using System.ComponentModel;
using System.Globalization;
using Audit.Events;
using Audit.Statements;

namespace Audit.GraphQL.Schema.Events;

/// <summary>What a command did in a database.</summary>
internal sealed class DatabaseOperation
{
    private readonly AuditEvent _event;
    private readonly StatementInfo _statement;

    private DatabaseOperation(AuditEvent auditEvent)
    {
        _event = auditEvent;
        _statement = auditEvent.Statement ?? StatementInfo.Empty;
    }

    [Description("OpenTelemetry's db.system.name, for example postgresql.")]
    public string System => _event.Database?.System ?? "";

    public string? Server => TextOrNull(_event.Database?.Server);

    public string? Database => TextOrNull(_event.Database?.Name);

    [Description("Verbs of the statements that ran, for example SELECT or DELETE.")]
    public IEnumerable<string> Operations => _statement.Operations;

    public IEnumerable<string> TablesRead => _statement.TablesRead;

    public IEnumerable<string> TablesWritten => _statement.TablesWritten;

    [Description("The text without literals and secrets.")]
    public string? Statement => TextOrNull(_statement.RedactedText);

    [Description("Equal for statements of the same shape; 16 hexadecimal digits.")]
    public string? Fingerprint => _statement.Fingerprint == 0 ? null : _statement.Fingerprint.ToString("x16", CultureInfo.InvariantCulture);

    public IEnumerable<Parameter> Parameters => _event.Parameters.Select(static parameter => new Parameter(parameter));

    public long? RowsAffected => CountOrNull(_event.RowsAffected);

    public long? RowsRead => CountOrNull(_event.RowsRead);

    public CommandSource Source => _event.Source;

    [Description("Why the statement is destructive, for example drop_table.")]
    public IEnumerable<string> DestructiveReasons => _statement.DestructiveReasons.Select(static reason => reason.Name);

    internal static DatabaseOperation? Of(AuditEvent auditEvent) =>
        auditEvent.Database is null && auditEvent.Statement is null ? null : new DatabaseOperation(auditEvent);

    private static string? TextOrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static long? CountOrNull(long count) => count < 0 ? null : count;
}

/// <summary>A parameter of a command.</summary>
internal sealed class Parameter(AuditParameter parameter)
{
    public string Name => parameter.Name;

    [Description("Null for NULL, and when the value is not recorded.")]
    public string? Value => parameter.Value == Redaction.Redacted.Null || Redacted ? null : parameter.Value;

    public bool Redacted => parameter.Value == Redaction.Redacted.Marker;
}
