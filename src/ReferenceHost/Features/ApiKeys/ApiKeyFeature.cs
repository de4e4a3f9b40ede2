using System.Security.Cryptography;
using System.Text;
using ReferenceHost.Features.Shop;

namespace ReferenceHost.Features.ApiKeys;

/// <summary>The shop's API keys: those that its users make, those of the configuration, and in Development one each for alice and bob.</summary>
internal static class ApiKeyFeature
{
    /// <summary>Alice's key; works in Development only.</summary>
    public const string AlicesDemoKey = "alices-demo-key";

    /// <summary>Bob's key; works in Development only.</summary>
    public const string BobsDemoKey = "bobs-demo-key";

    public static void AddShopKeys(this WebApplicationBuilder builder)
    {
        // Keys of the configuration have any form.
        builder.Services.AddAudit().AddApiKeys<ShopDbContext>(static keys => keys.AllowImported = true);
        var options = builder.Services.AddOptions<ApiKeyOptions>()
            .Bind(builder.Configuration.GetSection(ApiKeyOptions.SectionName))
            .Validate(
                keys => keys.ApiKeys.All(key => key is { Id.Length: > 0, Owner.Length: > 0, Sha256.Length: 64 } && key.Sha256.All(char.IsAsciiHexDigit)),
                "Shop:ApiKeys: each key needs Id, Owner and Sha256 (the SHA-256 of the key as 64 hexadecimal digits).")
            .ValidateOnStart();
        if (builder.Environment.IsDevelopment())
        {
            options.PostConfigure(static keys =>
            {
                keys.ApiKeys.Add(Demo("key-alice-1", "alice", AlicesDemoKey));
                keys.ApiKeys.Add(Demo("key-bob-1", "bob", BobsDemoKey));
            });
        }

        builder.Services.AddAuditedHostedService<ConfiguredKeys>("api-keys");
    }

    private static ApiKey Demo(string id, string owner, string key) =>
        new() { Id = id, Owner = owner, Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) };
}
