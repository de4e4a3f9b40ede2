namespace ReferenceHost.Features.ApiKeys;

/// <summary>The keys of the configuration; section <c>Shop</c>.</summary>
internal sealed class ApiKeyOptions
{
    public const string SectionName = "Shop";

    public IList<ApiKey> ApiKeys { get; } = [];
}

/// <summary>An API key. The key itself is stored nowhere.</summary>
internal sealed class ApiKey
{
    public required string Id { get; set; }

    /// <summary>The user the key acts for.</summary>
    public required string Owner { get; set; }

    /// <summary>The SHA-256 of the key's UTF-8 bytes, as 64 hexadecimal digits.</summary>
    public required string Sha256 { get; set; }
}
