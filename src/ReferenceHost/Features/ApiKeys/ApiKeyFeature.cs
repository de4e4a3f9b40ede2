using System.Security.Cryptography;
using System.Text;

namespace ReferenceHost.Features.ApiKeys;

/// <summary>The shop's API keys: those of the configuration, and in Development one for bob.</summary>
internal static class ApiKeyFeature
{
    /// <summary>The key that works in Development only.</summary>
    public const string DemoKey = "bobs-demo-key";

    public static void AddApiKeys(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var options = services.AddOptions<ApiKeyOptions>()
            .Bind(configuration.GetSection(ApiKeyOptions.SectionName))
            .Validate(
                keys => keys.ApiKeys.All(key => key is { Id.Length: > 0, Owner.Length: > 0, Sha256.Length: 64 } && key.Sha256.All(char.IsAsciiHexDigit)),
                "Shop:ApiKeys: each key needs Id, Owner and Sha256 (the SHA-256 of the key as 64 hexadecimal digits).")
            .ValidateOnStart();
        if (environment.IsDevelopment())
        {
            options.PostConfigure(keys => keys.ApiKeys.Add(new ApiKey
            {
                Id = "key-bob-1",
                Owner = "bob",
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DemoKey))),
            }));
        }
    }
}
