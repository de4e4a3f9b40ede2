using Microsoft.Extensions.Options;

namespace Audit.ApiKeys;

internal sealed class AuditApiKeyOptionsValidator : IValidateOptions<AuditApiKeyOptions>
{
    private const int MaxPrefixLength = 16;

    public ValidateOptionsResult Validate(string? name, AuditApiKeyOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (options.Prefix is not { Length: >= 1 and <= MaxPrefixLength } prefix || !prefix.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            errors.AddError($"{AuditApiKeyOptions.SectionName}:{nameof(options.Prefix)} is '{options.Prefix}'. Allowed: 1 to {MaxPrefixLength} lower-case letters and digits.");
        Check(nameof(options.Lifetime), options.Lifetime, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), errors);
        Check(nameof(options.UnheardLifetime), options.UnheardLifetime, TimeSpan.Zero, options.Lifetime, errors);
        Check(nameof(options.RefusalLifetime), options.RefusalLifetime, TimeSpan.Zero, TimeSpan.FromMinutes(1), errors);
        Check(nameof(options.LastUsedInterval), options.LastUsedInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), errors);
        if (options.MaxRefusals is < 0 or > 1_000_000)
            errors.AddError($"{AuditApiKeyOptions.SectionName}:{nameof(options.MaxRefusals)} is {options.MaxRefusals}. Allowed: 0 to 1000000.");
        return errors.Build();
    }

    private static void Check(string key, TimeSpan value, TimeSpan least, TimeSpan most, ValidateOptionsResultBuilder errors)
    {
        if (value < least || value > most)
            errors.AddError($"{AuditApiKeyOptions.SectionName}:{key} is {value}. Allowed: {least} to {most}.");
    }
}
