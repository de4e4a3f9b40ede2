namespace Audit.Events;

/// <summary>The lower-case names under which the values of the enums are stored and queried, for example <c>raw_sql</c>.</summary>
public static class CanonicalNames
{
    /// <summary>The stored name of a value; an undefined value reads <c>unknown</c>.</summary>
    public static string ToCanonicalName(this EventCategory value) => value switch
    {
        EventCategory.Database => "database",
        EventCategory.Entity => "entity",
        EventCategory.Transaction => "transaction",
        EventCategory.Command => "command",
        EventCategory.Access => "access",
        EventCategory.Guard => "guard",
        EventCategory.Alert => "alert",
        EventCategory.Integrity => "integrity",
        EventCategory.System => "system",
        _ => "unknown",
    };

    /// <summary>The stored name of a value; an undefined value reads <c>unknown</c>.</summary>
    public static string ToCanonicalName(this Outcome value) => value switch
    {
        Outcome.Unknown => "unknown",
        Outcome.Succeeded => "succeeded",
        Outcome.Failed => "failed",
        Outcome.Blocked => "blocked",
        Outcome.Cancelled => "cancelled",
        Outcome.RolledBack => "rolled_back",
        _ => "unknown",
    };

    /// <summary>The stored name of a value; an undefined value reads <c>unknown</c>.</summary>
    public static string ToCanonicalName(this CommandSource value) => value switch
    {
        CommandSource.Unknown => "unknown",
        CommandSource.Linq => "linq",
        CommandSource.SaveChanges => "save_changes",
        CommandSource.RawSql => "raw_sql",
        CommandSource.Bulk => "bulk",
        CommandSource.Migration => "migration",
        CommandSource.Seeder => "seeder",
        CommandSource.AdoNet => "ado_net",
        CommandSource.Scaffolding => "scaffolding",
        CommandSource.Command => "command",
        _ => "unknown",
    };

    /// <summary>The stored name of a value; an undefined value reads <c>unknown</c>.</summary>
    public static string ToCanonicalName(this ActorType value) => value switch
    {
        ActorType.Anonymous => "anonymous",
        ActorType.User => "user",
        ActorType.ApiKey => "api_key",
        ActorType.Service => "service",
        ActorType.System => "system",
        _ => "unknown",
    };

    /// <summary>The value of a stored name; <see cref="EventCategory.System"/> for a name of a later version.</summary>
    public static EventCategory ParseEventCategory(string name) => name switch
    {
        "database" => EventCategory.Database,
        "entity" => EventCategory.Entity,
        "transaction" => EventCategory.Transaction,
        "command" => EventCategory.Command,
        "access" => EventCategory.Access,
        "guard" => EventCategory.Guard,
        "alert" => EventCategory.Alert,
        "integrity" => EventCategory.Integrity,
        _ => EventCategory.System,
    };

    /// <summary>The value of a stored name; <see cref="Outcome.Unknown"/> for a name of a later version.</summary>
    public static Outcome ParseOutcome(string name) => name switch
    {
        "succeeded" => Outcome.Succeeded,
        "failed" => Outcome.Failed,
        "blocked" => Outcome.Blocked,
        "cancelled" => Outcome.Cancelled,
        "rolled_back" => Outcome.RolledBack,
        _ => Outcome.Unknown,
    };

    /// <summary>The value of a stored name; <see cref="CommandSource.Unknown"/> for a name of a later version.</summary>
    public static CommandSource ParseCommandSource(string name) => name switch
    {
        "linq" => CommandSource.Linq,
        "save_changes" => CommandSource.SaveChanges,
        "raw_sql" => CommandSource.RawSql,
        "bulk" => CommandSource.Bulk,
        "migration" => CommandSource.Migration,
        "seeder" => CommandSource.Seeder,
        "ado_net" => CommandSource.AdoNet,
        "scaffolding" => CommandSource.Scaffolding,
        "command" => CommandSource.Command,
        _ => CommandSource.Unknown,
    };

    /// <summary>The value of a stored name; <see cref="ActorType.Anonymous"/> for a name of a later version.</summary>
    public static ActorType ParseActorType(string name) => name switch
    {
        "user" => ActorType.User,
        "api_key" => ActorType.ApiKey,
        "service" => ActorType.Service,
        "system" => ActorType.System,
        _ => ActorType.Anonymous,
    };
}
