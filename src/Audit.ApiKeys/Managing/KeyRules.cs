using System.Collections.Immutable;
using Audit.ApiKeys.Keys;
using Audit.ApiKeys.Storing;

namespace Audit.ApiKeys.Managing;

/// <summary>What values a key may have. The messages repeat none of them.</summary>
internal static class KeyRules
{
    public static void Check(NewApiKey key, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(key);
        CheckText(key.Name, nameof(key.Name));
        CheckText(key.Owner, nameof(key.Owner));
        if (key.TenantId is not null)
            CheckText(key.TenantId, nameof(key.TenantId));
        if (key.ExpiresAt <= now)
            throw new ArgumentException("ExpiresAt lies in the past.", nameof(key));
        var scopes = Scopes(key.Scopes);
        if (scopes.Length > ApiKeyRow.MaxScopesLength)
            throw new ArgumentException($"Scopes are longer than {ApiKeyRow.MaxScopesLength} characters together.", nameof(key));
        if (!key.Scopes.IsDefault && key.Scopes.Any(static scope => string.IsNullOrEmpty(scope) || scope.Any(char.IsWhiteSpace)))
            throw new ArgumentException("A scope is empty, or has a space in it.", nameof(key));
    }

    public static byte[] CheckImported(ImportedApiKey key)
    {
        if (key.Id is not { Length: >= 1 and <= ApiKeyRow.MaxIdLength } || !key.Id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw new ArgumentException($"Id is not 1 to {ApiKeyRow.MaxIdLength} letters, digits, dots, hyphens and underscores.", nameof(key));
        if (key.Sha256 is not { Length: KeyHash.Length * 2 } || !key.Sha256.All(char.IsAsciiHexDigit))
            throw new ArgumentException("Sha256 is not 64 hexadecimal digits.", nameof(key));
        return Convert.FromHexString(key.Sha256);
    }

    public static string Scopes(ImmutableArray<string> scopes) => scopes.IsDefaultOrEmpty ? "" : string.Join(' ', scopes);

    private static void CheckText(string text, string name)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > ApiKeyRow.MaxTextLength)
            throw new ArgumentException($"{name} is not 1 to {ApiKeyRow.MaxTextLength} characters.", name);
    }
}
