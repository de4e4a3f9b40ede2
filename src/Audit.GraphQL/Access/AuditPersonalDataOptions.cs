using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Access;

/// <summary>Who sees personal data; section <c>Audit:Access:PersonalData</c>. Changes take effect without a restart.</summary>
public sealed class AuditPersonalDataOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Audit:Access:PersonalData";

    /// <summary>
    /// The roles that see personal data; one of them is enough. For all others it is left out, and cannot be searched, filtered or grouped by. Default:
    /// <c>Analyst</c>, <c>Operator</c> and <c>Admin</c>.
    /// </summary>
    public IList<string> Roles { get; set; } = [];
}

/// <summary>The roles that see personal data unless others are configured.</summary>
internal sealed class AuditPersonalDataDefaults : IPostConfigureOptions<AuditPersonalDataOptions>, IValidateOptions<AuditPersonalDataOptions>
{
    public void PostConfigure(string? name, AuditPersonalDataOptions options)
    {
        if (options.Roles.Count == 0)
            options.Roles = ["Analyst", "Operator", "Admin"];
    }

    public ValidateOptionsResult Validate(string? name, AuditPersonalDataOptions options) => options.Roles.Any(string.IsNullOrWhiteSpace)
        ? ValidateOptionsResult.Fail($"{AuditPersonalDataOptions.SectionName}:{nameof(options.Roles)} holds an empty name.")
        : ValidateOptionsResult.Success;
}
