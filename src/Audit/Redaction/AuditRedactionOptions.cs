using Audit.Hosting;

namespace Audit.Redaction;

/// <summary>What is left out of the record; section <c>Audit:Redaction</c>.</summary>
public sealed class AuditRedactionOptions
{
    /// <summary>
    /// Names whose values are secrets, beside those that are known anyway (<c>password</c>, <c>token</c>, <c>card</c> and the like). Upper and lower
    /// case are the same, and so are <c>apiKey</c>, <c>api_key</c> and <c>API-KEY</c>. Of five letters or more, a name is found anywhere within another;
    /// a shorter one must be a word of it: <c>pin</c> is found in <c>UserPin</c> and <c>pin_code</c>, but not in <c>shipping</c>.
    /// </summary>
    public IList<string> SecretNames { get; } = [];

    /// <summary>Names that are no secrets although they look like it, for example <c>card_count</c>; the whole name, in any of its spellings.</summary>
    public IList<string> HarmlessNames { get; } = [];

    /// <summary>How many characters of a value are recorded, at most. What is longer is cut, which <c>…</c> marks.</summary>
    [AllowedRange("Audit:Redaction:MaxValueLength", 16, 1_048_576)]
    public int MaxValueLength { get; set; } = 4096;

    /// <summary>How many characters of an error's message are recorded, at most. What is longer is cut, which <c>…</c> marks.</summary>
    [AllowedRange("Audit:Redaction:MaxMessageLength", 64, 1_048_576)]
    public int MaxMessageLength { get; set; } = 4096;
}
