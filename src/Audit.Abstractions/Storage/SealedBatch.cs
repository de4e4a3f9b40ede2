namespace Audit.Storage;

/// <summary>
/// Rows that are delivered together: of one stream and one retention class, encoded once as RowBinary in the order of
/// <see cref="Schema.AuditSchema.Columns"/>. The buffers belong to the pipeline: a store may read them until its write returns.
/// </summary>
public sealed class SealedBatch
{
    /// <summary>The version of the column list the rows are encoded by.</summary>
    public required byte SchemaVersion { get; init; }

    /// <summary>The stream: one per process run.</summary>
    public required string Stream { get; init; }

    /// <summary>The retention class of all rows.</summary>
    public required string RetentionClass { get; init; }

    /// <summary>
    /// Tells this batch from every other, <c>stream:lowest-highest:hash</c>. A store that has stored a batch with this token stores it no second time.
    /// </summary>
    public required string Token { get; init; }

    /// <summary>The bytes of all rows, one after the other.</summary>
    public required ReadOnlyMemory<byte> Rows { get; init; }

    /// <summary>Where each row lies; in the order of their sequence.</summary>
    public required ReadOnlyMemory<SealedRow> Index { get; init; }

    /// <summary>The number of rows.</summary>
    public int Count => Index.Length;
}
