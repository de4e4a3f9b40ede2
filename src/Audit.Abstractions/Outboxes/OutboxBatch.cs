namespace Audit.Outboxes;

/// <summary>Rows of an outbox that are delivered together, and always as the same batch: who relays them keeps their sequence before the first attempt.</summary>
public sealed class OutboxBatch
{
    /// <summary>The stream that the rows' sequences count in.</summary>
    public required string Stream { get; init; }

    /// <summary>The sequence of the first row, from 1; the others follow without gaps.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>The rows: one at least, all of one retention class and one version of the column list.</summary>
    public required IReadOnlyList<OutboxRow> Rows { get; init; }

    /// <summary>Whether an attempt may have been made before: the store is then asked first what it has.</summary>
    public bool MayBeStored { get; init; }
}
