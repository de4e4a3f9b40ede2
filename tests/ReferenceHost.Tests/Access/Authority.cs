using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace ReferenceHost.Tests.Access;

/// <summary>A provider with discovery and one key at a time.</summary>
internal sealed class Authority : IAsyncDisposable
{
    private readonly WebApplication _app;
    private volatile RsaSecurityKey _key = NewKey();

    private Authority(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public RsaSecurityKey Key => _key;

    public static async Task<Authority> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var authority = new Authority(app);
        app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, string> { ["issuer"] = authority.Address, ["jwks_uri"] = authority.Address + "/keys" });
        app.MapGet("/keys", () =>
        {
            var key = authority.Key.Rsa.ExportParameters(includePrivateParameters: false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = authority.Key.KeyId, alg = "RS256", n = WebEncoders.Base64UrlEncode(key.Modulus!), e = WebEncoders.Base64UrlEncode(key.Exponent!) } } });
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return authority;
    }

    /// <summary>Replaces the key.</summary>
    public void Rotate() => _key = NewKey();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };
}
