using System.Buffers;
using System.Text;

namespace Audit.Redaction.Texts;

/// <summary>
/// Removes from a text what gives itself away as a secret wherever it stands: bearer tokens, JSON web tokens, private keys, keys of well-known
/// services, passwords in addresses. In time linear in the text.
/// </summary>
internal static class SecretLooks
{
    private const int ShortestKey = 12;
    private const string Bearer = "Bearer ";
    private const string WebToken = "eyJ";
    private const string Armour = "-----BEGIN ";
    private const string ArmourEnd = "-----END ";
    private const string Address = "://";

    private static readonly string[] Keys =
    [
        "ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-", "npm_", "xoxb-", "xoxp-", "xoxa-", "sk_live_", "rk_live_", "sk-", "AKIA", "ASIA", "AIza",
        "apikey_",
    ];

    private static readonly SearchValues<string> Beginnings =
        SearchValues.Create([Bearer, WebToken, Armour, Address, .. Keys], StringComparison.OrdinalIgnoreCase);

    /// <summary>The text without the secrets; the same instance when there are none.</summary>
    public static string Redact(string text)
    {
        StringBuilder? written = null;
        var copied = 0;
        var i = 0;
        while (text.AsSpan(i).IndexOfAny(Beginnings) is >= 0 and var found)
        {
            var at = i + found;
            var (start, end) = SecretAt(text, at);
            i = Math.Max(end, at + 1);
            if (end <= start)
                continue;
            (written ??= new StringBuilder(text.Length)).Append(text, copied, start - copied).Append(Redacted.Marker);
            copied = end;
        }

        return written is null ? text : written.Append(text, copied, text.Length - copied).ToString();
    }

    private static (int Start, int End) SecretAt(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith(Address))
            return PasswordOf(text, at + Address.Length);
        // The middle of a word begins nothing.
        if (at > 0 && IsOfToken(text[at - 1]))
            return default;
        if (rest.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return (at + Bearer.Length, EndOfWord(text, at + Bearer.Length));
        if (rest.StartsWith(Armour))
            return (at, EndOfArmour(text, at));

        var end = EndOfToken(text, at);
        if (rest.StartsWith(WebToken))
            return text.AsSpan(at, end - at).Count('.') >= 2 ? (at, end) : default;
        foreach (var key in Keys)
        {
            if (rest.StartsWith(key) && end - at >= key.Length + ShortestKey)
                return (at, end);
        }

        return default;
    }

    /// <summary><c>scheme://user:password@host</c>.</summary>
    private static (int Start, int End) PasswordOf(string text, int start)
    {
        var end = start;
        while (end < text.Length && !(char.IsWhiteSpace(text[end]) || text[end] is '/' or '?' or '#' or '"' or '\'' or ',' or ';'))
            end++;
        var authority = text.AsSpan(start, end - start);
        var at = authority.LastIndexOf('@');
        var colon = at < 0 ? -1 : authority[..at].IndexOf(':');
        return colon < 0 ? default : (start + colon + 1, start + at);
    }

    private static int EndOfArmour(string text, int at)
    {
        var end = text.IndexOf(ArmourEnd, at, StringComparison.Ordinal);
        if (end < 0)
            return text.Length;
        var line = text.AsSpan(end + ArmourEnd.Length).IndexOf("-----", StringComparison.Ordinal);
        return line < 0 ? text.Length : end + ArmourEnd.Length + line + 5;
    }

    private static int EndOfWord(string text, int i)
    {
        while (i < text.Length && !(char.IsWhiteSpace(text[i]) || text[i] is ',' or ';' or '"' or '\'' or ')'))
            i++;
        return i;
    }

    private static int EndOfToken(string text, int i)
    {
        while (i < text.Length && IsOfToken(text[i]))
            i++;
        return i;
    }

    private static bool IsOfToken(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';
}
