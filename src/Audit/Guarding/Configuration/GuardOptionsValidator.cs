using Audit.Guarding.Policy;
using Audit.Matching;
using Audit.Statements;
using Microsoft.Extensions.Options;

namespace Audit.Guarding.Configuration;

/// <summary>Checks what types cannot express; each error names its key and what is allowed.</summary>
internal sealed class GuardOptionsValidator : IValidateOptions<GuardOptions>
{
    private const int LongestName = 100;
    private const int LongestReason = 1024;
    private static readonly GuardAction[] LimitActions = [GuardAction.Alert, GuardAction.RequireReason, GuardAction.RequireApproval, GuardAction.Block];

    public ValidateOptionsResult Validate(string? name, GuardOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        CheckRange(errors, nameof(options.ApprovalExpiry), options.ApprovalExpiry, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        CheckRange(errors, nameof(options.DurableTimeout), options.DurableTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5));
        CheckDefined(errors, $"{GuardOptions.Section}:{nameof(options.DefaultAction)}", options.DefaultAction);
        CheckDefined(errors, $"{GuardOptions.Section}:{nameof(options.WhenNotDurable)}", options.WhenNotDurable);
        if (options.Reason is { Length: > LongestReason })
            errors.AddError($"{GuardOptions.Section}:{nameof(options.Reason)} has {options.Reason.Length} characters. Allowed: at most {LongestReason}.");

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.Rules.Count; i++)
            Check(errors, options.Rules[i], $"{GuardOptions.Section}:{nameof(options.Rules)}:{i}", names);
        return errors.Build();
    }

    private static void Check(ValidateOptionsResultBuilder errors, GuardRule rule, string key, HashSet<string> names)
    {
        if (string.IsNullOrWhiteSpace(rule.Name) || rule.Name.Length > LongestName)
            errors.AddError($"{key}:{nameof(rule.Name)} is '{rule.Name}'. Allowed: 1 to {LongestName} characters; it is recorded with what the rule decides.");
        else if (string.Equals(rule.Name, GuardDecision.DefaultRule, StringComparison.OrdinalIgnoreCase))
            errors.AddError($"{key}:{nameof(rule.Name)} is '{rule.Name}', which stands for the default action. Allowed: any other name.");
        else if (!names.Add(rule.Name))
            errors.AddError($"{key}:{nameof(rule.Name)} is '{rule.Name}', which another rule has. Allowed: a name of its own.");

        CheckDefined(errors, $"{key}:{nameof(rule.Action)}", rule.Action);
        CheckDefined(errors, $"{key}:{nameof(rule.MinSeverity)}", rule.MinSeverity ?? default);
        CheckDefined(errors, $"{key}:{nameof(rule.Dialects)}", rule.Dialects);
        CheckDefined(errors, $"{key}:{nameof(rule.ActorTypes)}", rule.ActorTypes);
        CheckDefined(errors, $"{key}:{nameof(rule.Sources)}", rule.Sources);
        CheckTexts(errors, $"{key}:{nameof(rule.Reasons)}", rule.Reasons);
        CheckTexts(errors, $"{key}:{nameof(rule.Operations)}", rule.Operations);
        CheckTexts(errors, $"{key}:{nameof(rule.Environments)}", rule.Environments);
        CheckTexts(errors, $"{key}:{nameof(rule.Databases)}", rule.Databases);
        CheckTexts(errors, $"{key}:{nameof(rule.Tables)}", rule.Tables);
        CheckTexts(errors, $"{key}:{nameof(rule.Roles)}", rule.Roles);
        CheckTexts(errors, $"{key}:{nameof(rule.ActorIds)}", rule.ActorIds);
        CheckReasons(errors, $"{key}:{nameof(rule.Reasons)}", rule);
        if (rule.MaxRows is not null)
            CheckLimit(errors, rule, key);
    }

    private static void CheckReasons(ValidateOptionsResultBuilder errors, string key, GuardRule rule)
    {
        for (var i = 0; i < rule.Reasons.Count; i++)
        {
            var pattern = new Glob(rule.Reasons[i]);
            if (!DestructiveReasons.All.Keys.Any(reason => pattern.Matches(reason)))
                errors.AddError($"{key}:{i} is '{rule.Reasons[i]}', which is no reason. Allowed: {string.Join(", ", DestructiveReasons.All.Keys.Order(StringComparer.Ordinal))}; * stands for any characters.");
        }
    }

    private static void CheckLimit(ValidateOptionsResultBuilder errors, GuardRule rule, string key)
    {
        if (rule.MaxRows is { Rows: < 0 } or { Percent: < 0 or > 100 })
            errors.AddError($"{key}:{nameof(rule.MaxRows)} is {rule.MaxRows}. Allowed: 0 rows or more, or above 0% and at most 100%.");
        if (!LimitActions.Contains(rule.Action))
            errors.AddError($"{key}:{nameof(rule.Action)} is {rule.Action}. Allowed with {nameof(rule.MaxRows)}: {string.Join(", ", LimitActions)}.");
        if (rule.Opaque || rule.Incomplete)
            errors.AddError($"{key}:{nameof(rule.MaxRows)} cannot limit what is {nameof(rule.Opaque)} or {nameof(rule.Incomplete)}. Allowed with it: {nameof(rule.Reasons)}, {nameof(rule.MinSeverity)}, {nameof(rule.Operations)}.");
        for (var i = 0; i < rule.Reasons.Count; i++)
        {
            var pattern = new Glob(rule.Reasons[i]);
            if (!DestructiveReasons.All.Keys.Any(reason => RowChanges.IsReason(reason) && pattern.Matches(reason)))
                errors.AddError($"{key}:{nameof(rule.Reasons)}:{i} is '{rule.Reasons[i]}', which changes no rows that could be counted. Allowed with {nameof(rule.MaxRows)}: {string.Join(", ", DestructiveReasons.All.Keys.Where(RowChanges.IsReason).Order(StringComparer.Ordinal))}.");
        }
    }

    private static void CheckRange(ValidateOptionsResultBuilder errors, string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            errors.AddError($"{GuardOptions.Section}:{key} is {value}. Allowed: {least} to {most}.");
    }

    private static void CheckTexts(ValidateOptionsResultBuilder errors, string key, IList<string> texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]))
                errors.AddError($"{key}:{i} is empty. Allowed: any other text.");
        }
    }

    private static void CheckDefined<T>(ValidateOptionsResultBuilder errors, string key, IList<T> values)
        where T : struct, Enum
    {
        for (var i = 0; i < values.Count; i++)
            CheckDefined(errors, $"{key}:{i}", values[i]);
    }

    private static void CheckDefined<T>(ValidateOptionsResultBuilder errors, string key, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            errors.AddError($"{key} is {value}. Allowed: {string.Join(", ", Enum.GetNames<T>())}.");
    }
}
