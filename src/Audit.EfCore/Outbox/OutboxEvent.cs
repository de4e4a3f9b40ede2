using Audit.EntityChanges;

namespace Audit.EfCore.Outbox;

/// <summary>An event that waits in the database of the change it tells of.</summary>
[NotAudited]
internal sealed class OutboxEvent
{
    public long Id { get; set; }

    /// <summary>The stream of the batch it is in; <see langword="null"/> until it is in one.</summary>
    public string? Stream { get; set; }

    /// <summary>The sequence of the first row of the batch it is in; its own follows from its place among them by <see cref="Id"/>.</summary>
    public long? FirstSequence { get; set; }

    /// <summary>The version of the column list it is encoded by: the application may be newer when it is relayed.</summary>
    public byte SchemaVersion { get; set; }

    public string RetentionClass { get; set; } = "";

    /// <summary>In seconds since 1970-01-01 UTC.</summary>
    public long ExpiresAt { get; set; }

    public byte[] Row { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }
}
