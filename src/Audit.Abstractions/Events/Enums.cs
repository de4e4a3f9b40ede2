namespace Audit.Events;

/// <summary>What kind of thing an event tells of.</summary>
public enum EventCategory : byte
{
    /// <summary>A command was sent to a database.</summary>
    Database,

    /// <summary>An entity was added, changed or deleted.</summary>
    Entity,

    /// <summary>A transaction ended.</summary>
    Transaction,

    /// <summary>A console command or job ran.</summary>
    Command,

    /// <summary>Someone signed in or out, was refused, or read the audit log.</summary>
    Access,

    /// <summary>The guard decided on an operation.</summary>
    Guard,

    /// <summary>An alert was raised or changed state.</summary>
    Alert,

    /// <summary>The log's integrity was sealed or checked.</summary>
    Integrity,

    /// <summary>The audit system itself reports, for example a declared loss.</summary>
    System,
}

/// <summary>How an operation ended.</summary>
public enum Outcome : byte
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>It did what it was asked to.</summary>
    Succeeded,

    /// <summary>It failed with an error.</summary>
    Failed,

    /// <summary>It was stopped before it ran.</summary>
    Blocked,

    /// <summary>It was cancelled, or ran out of time on the caller's side.</summary>
    Cancelled,

    /// <summary>It ran, and its transaction was rolled back.</summary>
    RolledBack,
}

/// <summary>How much harm an operation can do; ordered.</summary>
public enum Risk : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>Low, for example a dropped view.</summary>
    Low,

    /// <summary>Medium, for example a changed column type. From here on an operation counts as destructive.</summary>
    Medium,

    /// <summary>High, for example an UPDATE without WHERE.</summary>
    High,

    /// <summary>Critical, for example a dropped table.</summary>
    Critical,
}

/// <summary>What part of an application issued a database command.</summary>
public enum CommandSource : byte
{
    /// <summary>Not known, or not a database command.</summary>
    Unknown,

    /// <summary>A LINQ query.</summary>
    Linq,

    /// <summary><c>SaveChanges</c> of EF Core.</summary>
    SaveChanges,

    /// <summary>Raw SQL through EF Core.</summary>
    RawSql,

    /// <summary>A bulk operation: <c>ExecuteUpdate</c>, <c>ExecuteDelete</c>, bulk copy.</summary>
    Bulk,

    /// <summary>A schema migration.</summary>
    Migration,

    /// <summary>A seeder.</summary>
    Seeder,

    /// <summary>A command of ADO.NET or a library above it.</summary>
    AdoNet,

    /// <summary>Reverse engineering of a schema.</summary>
    Scaffolding,

    /// <summary>A console command or job.</summary>
    Command,
}

/// <summary>Who acts.</summary>
public enum ActorType : byte
{
    /// <summary>Nobody is signed in.</summary>
    Anonymous,

    /// <summary>A person.</summary>
    User,

    /// <summary>The holder of an API key.</summary>
    ApiKey,

    /// <summary>A service of the application, for example a hosted service or job.</summary>
    Service,

    /// <summary>The application itself, for example at start-up.</summary>
    System,
}
