namespace Audit.Outboxes;

/// <summary>An event as an outbox keeps it: encoded, redacted and with its retention class, so that nothing reads its values again.</summary>
/// <param name="SchemaVersion">The version of the column list the row is encoded by.</param>
/// <param name="RetentionClass">The row's retention class.</param>
/// <param name="ExpiresAt">When the row may be deleted from the store, in seconds since 1970-01-01 UTC.</param>
/// <param name="Bytes">The bytes of the row, RowBinary in the order of <see cref="Schema.AuditSchema.Columns"/>.</param>
public sealed record OutboxRow(byte SchemaVersion, string RetentionClass, uint ExpiresAt, ReadOnlyMemory<byte> Bytes);
