using Audit.Events;
using Audit.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Retention;

/// <summary>The rules between the retention options that no attribute can express.</summary>
internal sealed class RetentionOptionsValidator : IValidateOptions<AuditOptions>
{
    private const int LongestName = 64;

    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        var retention = options.Retention;
        var known = string.Join(", ", retention.Classes.Keys);

        if (!retention.Classes.ContainsKey(retention.Default))
            errors.AddError($"Audit:Retention:Default is '{retention.Default}', which is no class of Audit:Retention:Classes. Allowed: {known}.");

        foreach (var (className, retentionClass) in retention.Classes)
        {
            if (className.Length > LongestName || !className.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
                errors.AddError($"Audit:Retention:Classes:{className} is no name of a class. Allowed: at most {LongestName} letters, digits, '-' and '_'.");
            if (retentionClass.KeepFor < TimeSpan.FromHours(1))
                errors.AddError($"Audit:Retention:Classes:{className}:KeepFor is {retentionClass.KeepFor}. Allowed: one hour or more, as days.hours:minutes:seconds, for example 365.00:00:00.");
        }

        var categories = Enum.GetValues<EventCategory>().Select(static category => category.ToCanonicalName()).ToArray();
        foreach (var (category, className) in retention.ByCategory)
        {
            if (!categories.Contains(category, StringComparer.OrdinalIgnoreCase))
                errors.AddError($"Audit:Retention:ByCategory:{category} names no category. Allowed: {string.Join(", ", categories)}.");
            if (!retention.Classes.ContainsKey(className))
                errors.AddError($"Audit:Retention:ByCategory:{category} is '{className}', which is no class of Audit:Retention:Classes. Allowed: {known}.");
        }

        return errors.Build();
    }
}
