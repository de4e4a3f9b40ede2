namespace Audit.ApiKeys.Authentication;

/// <summary>What the scheme of API keys is called unless it is told otherwise.</summary>
public static class ApiKeyDefaults
{
    /// <summary>The name of the scheme.</summary>
    public const string AuthenticationScheme = "ApiKey";

    /// <summary>The header that carries the key.</summary>
    public const string HeaderName = "X-Api-Key";
}
