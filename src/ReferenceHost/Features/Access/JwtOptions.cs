using Microsoft.Extensions.Options;

namespace ReferenceHost.Features.Access;

/// <summary>Whose signed tokens (JWT) give access to the audit log; section <c>Audit:Access:Jwt</c>. Without an authority or a key nobody's do.</summary>
internal sealed class JwtOptions : ProviderOptions
{
    public const string SectionName = "Audit:Access:Jwt";

    private const int LeastKeyBytes = 32;

    /// <summary>Instead of an authority: the key that tokens are signed with by HMAC-SHA-256, as base64 of 32 bytes or more. A secret.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Who signs, when there is a <see cref="SigningKey"/>; an authority names itself.</summary>
    public string? Issuer { get; set; }

    /// <summary>For whom tokens must be made out.</summary>
    public string Audience { get; set; } = "";

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Authority) || !string.IsNullOrWhiteSpace(SigningKey);

    /// <summary>Tells what is wrong.</summary>
    public void Check(ValidateOptionsResultBuilder failures)
    {
        if (!IsConfigured)
            return;
        if (!string.IsNullOrWhiteSpace(Authority) && !string.IsNullOrWhiteSpace(SigningKey))
            failures.AddError($"{SectionName}:{nameof(SigningKey)} is set beside Authority. Allowed: one of them.");
        if (!string.IsNullOrWhiteSpace(SigningKey) && !IsKey(SigningKey))
            failures.AddError($"{SectionName}:{nameof(SigningKey)} must be the base64 of {LeastKeyBytes} bytes or more.");
        if (!string.IsNullOrWhiteSpace(SigningKey) && string.IsNullOrWhiteSpace(Issuer))
            failures.AddError($"{SectionName}:{nameof(Issuer)} is missing: a SigningKey needs one.");
        if (string.IsNullOrWhiteSpace(Audience))
            failures.AddError($"{SectionName}:{nameof(Audience)} is missing: a token for anything else of the provider would open the audit log.");
        Check(SectionName, failures);
    }

    private static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= LeastKeyBytes;
    }
}

/// <summary>Validates <see cref="JwtOptions"/>.</summary>
internal sealed class JwtOptionsValidator : IValidateOptions<JwtOptions>
{
    public ValidateOptionsResult Validate(string? name, JwtOptions options)
    {
        var failures = new ValidateOptionsResultBuilder();
        options.Check(failures);
        return failures.Build();
    }
}
