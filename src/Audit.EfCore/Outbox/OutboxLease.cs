using Audit.EntityChanges;

namespace Audit.EfCore.Outbox;

/// <summary>Who relays, and how far: the one row of its table.</summary>
[NotAudited]
internal sealed class OutboxLease
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;

    /// <summary>What tells this outbox from every other, as long as its database lives.</summary>
    public Guid OutboxId { get; set; }

    /// <summary>The relay that has the lease, or had it last.</summary>
    public string Owner { get; set; } = "";

    public DateTimeOffset Until { get; set; }

    /// <summary>The stream of the relay that has the lease.</summary>
    public string Stream { get; set; } = "";

    /// <summary>The sequence that the next event gets in the stream.</summary>
    public long NextSequence { get; set; } = 1;
}
