using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Access;

[OptionsValidator]
internal sealed partial class AuditAccessOptionsValidator : IValidateOptions<AuditAccessOptions>;

/// <summary>What attributes cannot say: each token by itself, and that those of one name are good for the same.</summary>
internal sealed partial class AuditAccessTokensValidator : IValidateOptions<AuditAccessOptions>
{
    private const int LongestTenant = 256;

    public ValidateOptionsResult Validate(string? name, AuditAccessOptions options)
    {
        var failures = new List<string>();
        var byName = new Dictionary<string, AuditAccessToken>(StringComparer.Ordinal);
        var hashes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.Tokens.Count; i++)
        {
            var token = options.Tokens[i];
            var key = $"{AuditAccessOptions.SectionName}:Tokens:{i}";
            if (!NamePattern().IsMatch(token.Name))
                failures.Add($"{key}:Name is '{token.Name}'; allowed are 1 to 64 letters, digits or . _ - @");
            else if (!byName.TryAdd(token.Name, token) && !IsSameViewer(byName[token.Name], token))
                failures.Add($"{key} has the name '{token.Name}' of an earlier token, but other roles or another tenant; tokens of one name must have the same.");
            if (!HashPattern().IsMatch(token.Sha256))
                failures.Add($"{key}:Sha256 must be the SHA-256 of the token as 64 hexadecimal digits.");
            else if (!hashes.Add(token.Sha256))
                failures.Add($"{key}:Sha256 is that of an earlier token.");
            if (token.NotBefore >= token.ExpiresAt)
                failures.Add($"{key}:ExpiresAt must be later than NotBefore.");
            if (token.Roles.Count == 0)
                failures.Add($"{key}:Roles is empty; allowed are {string.Join(", ", AuditRoles.All)}.");
            // Someone who writes an empty tenant means to bind the token: it must not open everything.
            if (token.Tenant is { } tenant && (tenant.Length is 0 or > LongestTenant || tenant.Any(char.IsControl)))
                failures.Add($"{key}:Tenant must have 1 to {LongestTenant} characters, none of them a control character; leave it out for a token that shows all tenants.");
            foreach (var role in token.Roles)
            {
                if (!AuditRoles.All.Contains(role))
                    failures.Add($"{key}:Roles has '{role}'; allowed are {string.Join(", ", AuditRoles.All)}.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsSameViewer(AuditAccessToken one, AuditAccessToken other) => one.Tenant == other.Tenant && one.Roles.ToHashSet().SetEquals(other.Roles);

    [GeneratedRegex(@"^[\p{L}\p{Nd}._@-]{1,64}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[0-9A-Fa-f]{64}\z")]
    private static partial Regex HashPattern();
}
