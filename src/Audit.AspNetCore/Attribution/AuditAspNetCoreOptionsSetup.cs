using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Attribution;

/// <summary>Fills in what the configuration left open. Not done by initial values: the configuration would add to them.</summary>
internal sealed class AuditAspNetCoreOptionsDefaults : IPostConfigureOptions<AuditAspNetCoreOptions>
{
    // What the handlers of Microsoft's identity platform rename oid and tid to.
    private const string LongObjectId = "http://schemas.microsoft.com/identity/claims/objectidentifier";
    private const string LongTenantId = "http://schemas.microsoft.com/identity/claims/tenantid";

    public void PostConfigure(string? name, AuditAspNetCoreOptions options)
    {
        if (options.UserIdClaims.Count == 0)
            options.UserIdClaims = [ClaimTypes.NameIdentifier, "sub", "oid", LongObjectId, ClaimTypes.PrimarySid];
        if (options.TenantClaims.Count == 0)
            options.TenantClaims = ["tenant_id", "tid", LongTenantId];
        if (options.ImpersonatorClaims.Count == 0)
            options.ImpersonatorClaims = ["act"];
        if (options.SessionClaims.Count == 0)
            options.SessionClaims = ["sid"];
        if (options.ApiKeyClaims.Count == 0)
            options.ApiKeyClaims = ["api_key_id"];
        if (options.ApiKeyNameClaims.Count == 0)
            options.ApiKeyNameClaims = ["api_key_name"];
        if (options.ApiKeyScopeClaims.Count == 0)
            options.ApiKeyScopeClaims = ["scope"];
    }
}

internal sealed class AuditAspNetCoreOptionsValidator : IValidateOptions<AuditAspNetCoreOptions>
{
    private const int LeastKeyBytes = 16;

    public ValidateOptionsResult Validate(string? name, AuditAspNetCoreOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        Check(options.UserIdClaims, nameof(options.UserIdClaims), errors);
        Check(options.UserNameClaims, nameof(options.UserNameClaims), errors);
        Check(options.TenantClaims, nameof(options.TenantClaims), errors);
        Check(options.RoleClaims, nameof(options.RoleClaims), errors);
        Check(options.ImpersonatorClaims, nameof(options.ImpersonatorClaims), errors);
        Check(options.ApiKeyNameClaims, nameof(options.ApiKeyNameClaims), errors);
        Check(options.ApiKeyScopeClaims, nameof(options.ApiKeyScopeClaims), errors);
        Check(options.SessionClaims, nameof(options.SessionClaims), errors);
        Check(options.ApiKeyClaims, nameof(options.ApiKeyClaims), errors);
        if (options.MaxUserAgentLength is < 16 or > 1024)
            errors.AddError($"{AuditAspNetCoreOptions.SectionName}:{nameof(options.MaxUserAgentLength)} is {options.MaxUserAgentLength}. Allowed: 16 to 1024.");

        // The message must not repeat the secret.
        if (!string.IsNullOrEmpty(options.SessionKey) && SessionHasher.DecodeKey(options.SessionKey) is not { Length: >= LeastKeyBytes })
            errors.AddError($"{AuditAspNetCoreOptions.SectionName}:{nameof(options.SessionKey)} must be base64 of {LeastKeyBytes} bytes or more, for example the output of: openssl rand -base64 32");
        return errors.Build();
    }

    private static void Check(IList<string> claims, string key, ValidateOptionsResultBuilder errors)
    {
        for (var i = 0; i < claims.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(claims[i]))
                errors.AddError($"{AuditAspNetCoreOptions.SectionName}:{key}:{i} is empty. It must be a claim type, for example sub.");
        }
    }
}
