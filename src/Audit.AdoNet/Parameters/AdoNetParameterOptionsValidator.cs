using Audit.Redaction;
using Microsoft.Extensions.Options;

namespace Audit.AdoNet.Parameters;

/// <summary>Checks each option by its attributes.</summary>
[OptionsValidator]
internal sealed partial class AdoNetParameterOptionsValidator : IValidateOptions<AdoNetParameterOptions>;

/// <summary>Checks that every rule says which values it means, and of what kind they are.</summary>
internal sealed class ParameterValueRulesValidator : IValidateOptions<AdoNetParameterOptions>
{
    public ValidateOptionsResult Validate(string? name, AdoNetParameterOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        for (var i = 0; i < options.Rules.Count; i++)
            Check(options.Rules[i], $"{AdoNetParameterOptions.SectionName}:{nameof(options.Rules)}:{i}", errors);
        return errors.Build();
    }

    private static void Check(ParameterValueRule rule, string key, ValidateOptionsResultBuilder errors)
    {
        string[] lists = [nameof(rule.Databases), nameof(rule.Servers), nameof(rule.Names), nameof(rule.Types)];
        string[] patterns = [.. rule.Databases, .. rule.Servers, .. rule.Names, .. rule.Types];
        if (patterns.Length == 0)
            errors.AddError($"{key} fits no parameter. Set one of {string.Join(", ", lists)}, for example Names to * for all values.");
        if (patterns.Any(string.IsNullOrWhiteSpace))
            errors.AddError($"{key} has an empty pattern. Allowed: a name, in which * stands for any characters.");
        if (!AuditDataClassifications.TryParse(rule.Classification, out _))
            errors.AddError($"{key}:{nameof(rule.Classification)} is '{rule.Classification}'. Allowed: Secret, Personal, Financial, Public, or Taxonomy:Name of another taxonomy.");
    }
}
