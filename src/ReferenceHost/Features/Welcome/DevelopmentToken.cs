using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Audit.AspNetCore.Access;
using Microsoft.Extensions.Options;

namespace ReferenceHost.Features.Welcome;

/// <summary>
/// A token for the first steps: in Development, when the configuration has none. Made anew with every start, shown on the console and kept nowhere.
/// </summary>
internal sealed class DevelopmentToken(IHostEnvironment environment) : IPostConfigureOptions<AuditAccessOptions>
{
    public const string Name = "dev";

    private const int Bytes = 24;

    private readonly string _value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The token; <see langword="null"/> when it is not in use.</summary>
    public string? Value { get; private set; }

    public void PostConfigure(string? name, AuditAccessOptions options)
    {
        Value = environment.IsDevelopment() && options.Tokens.Count == 0 ? _value : null;
        if (Value is null)
            return;

        var token = new AuditAccessToken { Name = Name, Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_value))) };
        token.Roles.Add(AuditRoles.Admin);
        options.Tokens.Add(token);
    }
}
