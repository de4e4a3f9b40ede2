namespace Audit.Storage;

/// <summary>A sealed row that the store's log refuses, kept as its bytes.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="RetentionClass">The row's retention class.</param>
/// <param name="SchemaVersion">The version of the column list the row is encoded by.</param>
/// <param name="Sealed">What sealing gave the row; the offset means nothing here.</param>
/// <param name="Row">The bytes of the row.</param>
/// <param name="Code">Why it is refused, as <see cref="AuditStoreException.Code"/> tells.</param>
public sealed record DeadLetter(string Stream, string RetentionClass, byte SchemaVersion, SealedRow Sealed, ReadOnlyMemory<byte> Row, string Code);
