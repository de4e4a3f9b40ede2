using Audit.Events;

namespace Audit.Statements;

/// <summary>One reason why a statement is destructive, for example <c>drop_table</c>.</summary>
/// <param name="Name">The reason's name in the taxonomy, lower snake case.</param>
/// <param name="Severity">How much harm the statement can do.</param>
/// <param name="Table">The table that is harmed, as written; <see langword="null"/> when no table is meant.</param>
/// <param name="Via">Where the statement was hidden: <c>cte</c>, <c>explain_analyze</c>, <c>block</c>, <c>dynamic_sql</c>, <c>prepared</c>, <c>exec_comment</c>, <c>batch</c>; <see langword="null"/> when it stood in the open.</param>
public sealed record DestructiveReason(string Name, Risk Severity, string? Table = null, string? Via = null);
