using System.Text.Json;

namespace Audit.AspNetCore.Attribution;

/// <summary>Reads the claim <c>act</c> of RFC 8693, section 4.1.</summary>
internal static class ImpersonatorClaim
{
    /// <summary>
    /// The id of who acts now: the outermost actor. Those nested within it acted before, and the standard gives them no part in decisions. A claim that
    /// is no object is an id by itself.
    /// </summary>
    public static string? IdOf(string claim)
    {
        var text = claim.AsSpan().TrimStart();
        if (text is not ['{', ..])
            return string.IsNullOrWhiteSpace(claim) ? null : claim;

        try
        {
            using var document = JsonDocument.Parse(claim);
            return document.RootElement.TryGetProperty("sub"u8, out var subject) && subject.ValueKind == JsonValueKind.String && subject.GetString() is { Length: > 0 } id
                ? id
                : null;
        }
        catch (JsonException)
        {
            // Whoever signed the token meant someone: that is recorded as it stands rather than as nobody.
            return claim;
        }
    }
}
