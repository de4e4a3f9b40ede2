using Audit.Events;
using Audit.Statements;

namespace Audit.Guarding;

/// <summary>
/// A rule of the guard's policy. <see cref="Reasons"/>, <see cref="MinSeverity"/>, <see cref="Operations"/>, <see cref="Opaque"/> and
/// <see cref="Incomplete"/> choose what it is about, one of them being enough; without any it is about everything that is destructive, opaque or
/// incomplete. All other conditions must hold as well. A list that is empty is no condition.
/// </summary>
public sealed class GuardRule
{
    /// <summary>The name under which the rule is recorded; no two rules have the same.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it does with an operation that it matches.</summary>
    public GuardAction Action { get; set; }

    /// <summary>The reasons of the taxonomy that it is about, for example <c>drop_table</c> or <c>drop_*</c>.</summary>
    public IList<string> Reasons { get; } = [];

    /// <summary>The least severity of the reasons that it is about. Together with <see cref="Reasons"/> it narrows them.</summary>
    public Risk? MinSeverity { get; set; }

    /// <summary>Verbs that it is about, destructive or not, for example <c>DELETE</c>.</summary>
    public IList<string> Operations { get; } = [];

    /// <summary>Whether it is about statements that run what is not in their text.</summary>
    public bool Opaque { get; set; }

    /// <summary>Whether it is about statements that were not understood.</summary>
    public bool Incomplete { get; set; }

    /// <summary>The environments it applies in, for example <c>Production</c>.</summary>
    public IList<string> Environments { get; } = [];

    /// <summary>The dialects it applies to.</summary>
    public IList<SqlDialect> Dialects { get; } = [];

    /// <summary>The databases it applies to, by name; <c>*</c> and <c>?</c> stand for any characters or one.</summary>
    public IList<string> Databases { get; } = [];

    /// <summary>
    /// The tables that are harmed or written, as the statement writes them, upper and lower case alike; <c>*</c> and <c>?</c> stand for any
    /// characters or one. <c>orders</c> is that table in whichever schema, <c>sales.*</c> every table that is written with that schema.
    /// What names no table, for example <c>DROP DATABASE</c>, is not matched.
    /// </summary>
    public IList<string> Tables { get; } = [];

    /// <summary>What kinds of actors it applies to.</summary>
    public IList<ActorType> ActorTypes { get; } = [];

    /// <summary>The roles of actors it applies to; one of them is enough. Not recorded, so that no rule with roles matches recorded history.</summary>
    public IList<string> Roles { get; } = [];

    /// <summary>The ids of actors it applies to, upper and lower case being different.</summary>
    public IList<string> ActorIds { get; } = [];

    /// <summary>What issues the operation, for example <see cref="CommandSource.Migration"/>.</summary>
    public IList<CommandSource> Sources { get; } = [];

    /// <summary>
    /// How many rows a statement may change. It runs in a transaction; when it changed more, <see cref="Action"/> decides whether that is committed.
    /// A rule with a limit is about statements that change rows only: unless it says otherwise, <c>UPDATE</c>, <c>DELETE</c>, <c>MERGE</c> and <c>REPLACE</c>.
    /// </summary>
    public RowLimit? MaxRows { get; set; }
}
