namespace Audit.Guarding.Policy;

/// <summary>What a policy says of an operation.</summary>
/// <param name="Action">What to do before it runs: the strictest that a part of the statement asks for.</param>
/// <param name="Rule">The rule that asks for it; <see langword="null"/>: none, it is the default action.</param>
/// <param name="Limit">The rule that limits the rows it may change; <see langword="null"/> for none.</param>
public readonly record struct GuardDecision(GuardAction Action, GuardRule? Rule, GuardRule? Limit)
{
    /// <summary>The name under which the default action is recorded.</summary>
    public const string DefaultRule = "default";

    /// <summary>The name of the rule that asks for <see cref="Action"/>.</summary>
    public string RuleName => Rule?.Name ?? DefaultRule;

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsNothing => Action == GuardAction.Observe && Limit is null;
}
