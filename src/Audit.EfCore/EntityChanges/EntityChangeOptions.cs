namespace Audit.EfCore.EntityChanges;

/// <summary>What is recorded of the changes of entities; section <c>Audit:EfCore:EntityChanges</c>.</summary>
public sealed class EntityChangeOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string SectionName = "Audit:EfCore:EntityChanges";

    /// <summary>Whether changes are recorded at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Which entities are recorded when neither the model nor an attribute says so.</summary>
    public EntityChangeMode Mode { get; set; }

    /// <summary>
    /// How many entities of one save have an event each; of more, one event tells how many of each type and state, and the first keys.
    /// From 0 (never an event each) to 1,000,000.
    /// </summary>
    public int MaxEntities { get; set; } = 1000;

    /// <summary>How many keys such an event tells. From 0 to 1,000.</summary>
    public int MaxKeys { get; set; } = 20;

    /// <summary>
    /// How many events of one transaction wait for its outcome; of what comes after, counts wait. From 1 to 10,000,000.
    /// </summary>
    public int MaxHeldOfTransaction { get; set; } = 10_000;

    /// <summary>How many events of all transactions wait for an outcome; of what comes after, counts wait. From 1 to 10,000,000.</summary>
    public int MaxHeld { get; set; } = 100_000;
}
