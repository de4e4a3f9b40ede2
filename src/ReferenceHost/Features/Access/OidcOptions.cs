using Microsoft.Extensions.Options;

namespace ReferenceHost.Features.Access;

/// <summary>The OpenID Connect provider by which people sign in with a browser; section <c>Audit:Access:Oidc</c>. Without an authority nobody does.</summary>
internal sealed class OidcOptions : ProviderOptions
{
    public const string SectionName = "Audit:Access:Oidc";

    private const int LongestName = 64;
    private const string OpenId = "openid";

    /// <summary>The name under which the provider knows this host.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The secret by which the host proves to be that; none for a client that the provider knows as public.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What people know the provider by: the button reads "Sign in with" and this. Default: the host of the authority, unless that is too long for a button.</summary>
    public string? Name { get; set; }

    /// <summary>What is asked for, separated by spaces. Default: <c>openid profile</c>.</summary>
    public string Scope { get; set; } = "openid profile";

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Authority);

    public string DisplayName => !string.IsNullOrWhiteSpace(Name) ? Name : new Uri(Authority!).Host is { Length: <= LongestName } host ? host : "your provider";

    public string[] Scopes => Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Tells what is wrong.</summary>
    public void Check(ValidateOptionsResultBuilder failures)
    {
        if (!IsConfigured)
        {
            if (!string.IsNullOrWhiteSpace(ClientId))
                failures.AddError($"{SectionName}:{nameof(Authority)} is missing: a ClientId needs one.");
            return;
        }

        if (string.IsNullOrWhiteSpace(ClientId))
            failures.AddError($"{SectionName}:{nameof(ClientId)} is missing: the provider must know who asks.");
        if (Name is { Length: > LongestName } || (Name?.Any(char.IsControl) ?? false))
            failures.AddError($"{SectionName}:{nameof(Name)} is too long, or has control characters. Allowed: at most {LongestName} characters.");
        if (!Scopes.Contains(OpenId))
            failures.AddError($"{SectionName}:{nameof(Scope)} is '{Scope}'. Allowed: names that are separated by spaces, {OpenId} among them.");
        Check(SectionName, failures);
    }
}

/// <summary>Validates <see cref="OidcOptions"/>.</summary>
internal sealed class OidcOptionsValidator : IValidateOptions<OidcOptions>
{
    public ValidateOptionsResult Validate(string? name, OidcOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        options.Check(failures);
        return failures.Build();
    }
}
