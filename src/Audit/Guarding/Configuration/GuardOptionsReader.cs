using Audit.Events;
using Audit.Guarding.Policy;
using Audit.Statements;
using Microsoft.Extensions.Configuration;

namespace Audit.Guarding.Configuration;

/// <summary>
/// Reads the options from a configuration. Not left to the binder: it passes over a key that is misspelt, which in a policy means a condition that
/// is not there, and its errors do not tell what is allowed.
/// </summary>
internal static class GuardOptionsReader
{
    private static readonly string[] Keys =
    [
        nameof(GuardOptions.Enabled), nameof(GuardOptions.Rules), nameof(GuardOptions.DefaultAction), nameof(GuardOptions.ApprovalExpiry),
        nameof(GuardOptions.WhenNotDurable), nameof(GuardOptions.DurableTimeout), nameof(GuardOptions.Prompt), nameof(GuardOptions.Yes), nameof(GuardOptions.Reason),
    ];

    private static readonly string[] RuleKeys =
    [
        nameof(GuardRule.Name), nameof(GuardRule.Action), nameof(GuardRule.Reasons), nameof(GuardRule.MinSeverity), nameof(GuardRule.Operations),
        nameof(GuardRule.Opaque), nameof(GuardRule.Incomplete), nameof(GuardRule.Environments), nameof(GuardRule.Dialects), nameof(GuardRule.Databases),
        nameof(GuardRule.Tables), nameof(GuardRule.ActorTypes), nameof(GuardRule.Roles), nameof(GuardRule.ActorIds), nameof(GuardRule.Sources),
        nameof(GuardRule.MaxRows),
    ];

    /// <summary>Reads what the section holds into the options.</summary>
    /// <returns>What is wrong with it, each with its key and what is allowed.</returns>
    public static List<string> Read(IConfiguration section, GuardOptions options)
    {
        var values = new ValueReader(section);
        values.Know(Keys);
        values.Boolean(nameof(options.Enabled), value => options.Enabled = value);
        values.Name<GuardAction>(nameof(options.DefaultAction), value => options.DefaultAction = value);
        values.Time(nameof(options.ApprovalExpiry), value => options.ApprovalExpiry = value);
        values.Name<GuardDurability>(nameof(options.WhenNotDurable), value => options.WhenNotDurable = value);
        values.Time(nameof(options.DurableTimeout), value => options.DurableTimeout = value);
        values.Boolean(nameof(options.Prompt), value => options.Prompt = value);
        values.Boolean(nameof(options.Yes), value => options.Yes = value);
        values.Text(nameof(options.Reason), value => options.Reason = value);

        // The children of a section are in the order of their numbers.
        foreach (var child in section.GetSection(nameof(options.Rules)).GetChildren())
        {
            var rule = new GuardRule();
            ReadRule(values.Within(child), rule);
            options.Rules.Add(rule);
        }

        return values.Errors;
    }

    private static void ReadRule(ValueReader values, GuardRule rule)
    {
        values.Know(RuleKeys);
        values.Text(nameof(rule.Name), value => rule.Name = value);
        // A rule that says nothing would let through what it matches.
        values.Name<GuardAction>(nameof(rule.Action), value => rule.Action = value, isRequired: true);
        values.Texts(nameof(rule.Reasons), rule.Reasons);
        values.Name<Risk>(nameof(rule.MinSeverity), value => rule.MinSeverity = value);
        values.Texts(nameof(rule.Operations), rule.Operations);
        values.Boolean(nameof(rule.Opaque), value => rule.Opaque = value);
        values.Boolean(nameof(rule.Incomplete), value => rule.Incomplete = value);
        values.Texts(nameof(rule.Environments), rule.Environments);
        values.Names<SqlDialect>(nameof(rule.Dialects), rule.Dialects);
        values.Texts(nameof(rule.Databases), rule.Databases);
        values.Texts(nameof(rule.Tables), rule.Tables);
        values.Names<ActorType>(nameof(rule.ActorTypes), rule.ActorTypes);
        values.Texts(nameof(rule.Roles), rule.Roles);
        values.Texts(nameof(rule.ActorIds), rule.ActorIds);
        values.Names<CommandSource>(nameof(rule.Sources), rule.Sources);
        values.Limit(nameof(rule.MaxRows), value => rule.MaxRows = value);
    }
}
