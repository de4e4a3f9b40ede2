using Audit.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Capture;

/// <summary>Checks the rules of capture; each error names its key and what is allowed.</summary>
internal sealed class CaptureOptionsRules : IValidateOptions<AuditOptions>
{
    private const string Key = "Audit:Capture";

    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        var capture = options.Capture;
        CheckLevel(errors, $"{Key}:{nameof(capture.DefaultLevel)}", capture.DefaultLevel);
        for (var i = 0; i < capture.Rules.Count; i++)
        {
            var rule = capture.Rules[i];
            var key = $"{Key}:{nameof(capture.Rules)}:{i}";
            CheckLevel(errors, $"{key}:{nameof(rule.Level)}", rule.Level);
            if (rule.SampleRate is not (> 0 and <= 1))
                errors.AddError($"{key}:{nameof(rule.SampleRate)} is {rule.SampleRate}. Allowed: above 0 and at most 1.");
            CheckTexts(errors, $"{key}:{nameof(rule.Tables)}", rule.Tables);
            CheckTexts(errors, $"{key}:{nameof(rule.Operations)}", rule.Operations);
            CheckTexts(errors, $"{key}:{nameof(rule.Actors)}", rule.Actors);
            CheckTexts(errors, $"{key}:{nameof(rule.Routes)}", rule.Routes);
        }

        return errors.Build();
    }

    private static void CheckLevel(ValidateOptionsResultBuilder errors, string key, CaptureLevel level)
    {
        if (!Enum.IsDefined(level))
            errors.AddError($"{key} is {level}. Allowed: {string.Join(", ", Enum.GetNames<CaptureLevel>())}.");
    }

    private static void CheckTexts(ValidateOptionsResultBuilder errors, string key, IList<string> texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]))
                errors.AddError($"{key}:{i} is empty. Allowed: any other text; leave the list out for no condition.");
        }
    }
}
