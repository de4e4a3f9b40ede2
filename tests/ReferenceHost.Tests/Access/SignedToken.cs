using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ReferenceHost.Tests.Access;

/// <summary>Tokens of an issuer that the host of the tests trusts by a key that both have.</summary>
internal static class SignedToken
{
    public const string Issuer = "https://issuer.example";
    public const string Audience = "audit";

    private static readonly SymmetricSecurityKey Key = new(RandomNumberGenerator.GetBytes(32));

    public static string[] Settings =>
    [
        "--Audit:Access:Jwt:SigningKey", Convert.ToBase64String(Key.Key), "--Audit:Access:Jwt:Issuer", Issuer, "--Audit:Access:Jwt:Audience", Audience,
        "--Audit:Access:Jwt:RoleMap:readers", "Viewer", "--Audit:Access:Jwt:RoleMap:analysts", "Analyst", "--Audit:Access:Jwt:RoleMap:operators", "Operator",
        "--Audit:Access:Jwt:RoleMap:admins", "Admin",
    ];

    /// <summary>A token of somebody in groups of the issuer.</summary>
    public static string Of(string[] groups, string? tenant = null, string audience = Audience, string issuer = Issuer, SecurityKey? key = null, TimeSpan? age = null,
        string subject = "u-7", string name = "Una")
    {
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["name"] = name, ["roles"] = groups };
        if (tenant is not null)
            claims["tenant_id"] = tenant;
        var issued = TimeProvider.System.GetUtcNow().UtcDateTime - (age ?? TimeSpan.Zero);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = issued,
            NotBefore = issued,
            Expires = issued + TimeSpan.FromMinutes(30),
            Claims = claims,
            SigningCredentials = new SigningCredentials(key ?? Key, key is RsaSecurityKey ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.HmacSha256),
        });
    }
}
