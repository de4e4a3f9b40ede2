using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Audit.Testing.OpenIdProvider;

/// <summary>An OpenID Connect provider on this machine: discovery, one key at a time, and authorization codes with PKCE for whoever is at its keyboard.</summary>
internal sealed class Authority : IAsyncDisposable
{
    public const string ClientId = "audit-host";
    public const string ClientSecret = "secret of the audit host";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge, string RedirectUri, Dictionary<string, object> User)> _codes = new();
    private volatile RsaSecurityKey _key = NewKey();

    private Authority(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public RsaSecurityKey Key => _key;

    /// <summary>The claims of whoever signs in next.</summary>
    public Dictionary<string, object> User { get; set; } = [];

    /// <summary>Whether people have to go on themselves, from a page of the provider.</summary>
    public bool AsksFirst { get; set; }

    /// <summary>The nonce that tokens carry, when it is not the one that was asked for.</summary>
    public string? WrongNonce { get; set; }

    public static async Task<Authority> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var authority = new Authority(app);
        app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, string>
        {
            ["issuer"] = authority.Address, ["jwks_uri"] = authority.Address + "/keys", ["authorization_endpoint"] = authority.Address + "/authorize", ["token_endpoint"] = authority.Address + "/token",
        });
        app.MapGet("/authorize", authority.Authorize);
        app.MapPost("/token", authority.RedeemAsync);
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

    private IResult Authorize(HttpRequest request)
    {
        var asked = request.Query;
        if (asked["client_id"] != ClientId || asked["response_type"] != "code" || asked["code_challenge_method"] != "S256" || asked["scope"] != "openid profile")
            return Results.BadRequest();
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (asked["nonce"].ToString(), asked["code_challenge"].ToString(), asked["redirect_uri"].ToString(), User);
        var answer = QueryHelpers.AddQueryString(asked["redirect_uri"].ToString(), new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"] });
        return AsksFirst
            ? Results.Text($"<!doctype html><title>Provider</title><a href=\"{HtmlEncoder.Default.Encode(answer)}\">Continue</a>", "text/html")
            : Results.Redirect(answer);
    }

    private async Task<IResult> RedeemAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var verifier = System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString());
        if (!_codes.TryRemove(form["code"].ToString(), out var asked) || form["client_secret"] != ClientSecret || form["redirect_uri"] != asked.RedirectUri
            || WebEncoders.Base64UrlEncode(SHA256.HashData(verifier)) != asked.Challenge)
        {
            return Results.BadRequest(new { error = "invalid_grant" });
        }

        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = ClientId,
            Claims = new Dictionary<string, object>(asked.User) { ["nonce"] = WrongNonce ?? asked.Nonce },
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        });
        return Results.Json(new { access_token = "opaque", token_type = "Bearer", expires_in = 300, id_token = token });
    }

    private static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };
}
