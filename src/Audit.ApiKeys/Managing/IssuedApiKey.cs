namespace Audit.ApiKeys.Managing;

/// <summary>A key that was just made. It holds the key itself, which is known nowhere else and never again.</summary>
public sealed class IssuedApiKey
{
    private readonly string _key;

    internal IssuedApiKey(string key, ApiKeyInfo info)
    {
        _key = key;
        Info = info;
    }

    /// <summary>What is kept of it.</summary>
    public ApiKeyInfo Info { get; }

    /// <summary>
    /// The key itself, to be given to its owner. A method, so that neither serializers nor logs that take objects apart come by it.
    /// </summary>
    public string Reveal() => _key;

    /// <summary>The id.</summary>
    public override string ToString() => Info.Id;
}
