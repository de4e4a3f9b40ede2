using Microsoft.AspNetCore.Authentication;

namespace Audit.ApiKeys.Authentication;

/// <summary>How requests are authenticated by API keys.</summary>
public sealed class ApiKeyAuthenticationOptions : AuthenticationSchemeOptions
{
    /// <summary>The header that carries the key. Default: <see cref="ApiKeyDefaults.HeaderName"/>.</summary>
    public string HeaderName { get; set; } = ApiKeyDefaults.HeaderName;

    /// <inheritdoc />
    public override void Validate()
    {
        base.Validate();
        if (string.IsNullOrWhiteSpace(HeaderName))
            throw new ArgumentException("HeaderName is empty. It must be the name of a header, for example X-Api-Key.");
    }
}
