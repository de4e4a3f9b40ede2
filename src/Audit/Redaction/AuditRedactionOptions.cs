using Audit.Hosting;
using Audit.Redaction.Classified;

namespace Audit.Redaction;

/// <summary>What is left out of the record; section <c>Audit:Redaction</c>. What is longer than its limit is cut, which <c>…</c> marks.</summary>
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

    /// <summary>What is recorded of classified data, where that differs from the default.</summary>
    public IList<AuditDataClassificationOptions> Classifications { get; } = [];

    /// <summary>
    /// The secret key of <see cref="AuditRedactorKind.Hmac"/>, as base64 of 32 bytes or more; needed when a classification is recorded so.
    /// With the same key everywhere, equal values have equal hashes in all instances.
    /// </summary>
    public string? HmacKey { get; set; }

    /// <summary>A number that stands before each hash and tells which key made it, for keys that change; 0 or more.</summary>
    public int? HmacKeyId { get; set; }

    /// <summary>How many characters of a value are recorded, at most: of a parameter, or of a property of an entity.</summary>
    [AllowedRange("Audit:Redaction:MaxValueLength", 16, 1_048_576)]
    public int MaxValueLength { get; set; } = 4096;

    /// <summary>How many characters of an error's message are recorded, at most.</summary>
    [AllowedRange("Audit:Redaction:MaxMessageLength", 64, 1_048_576)]
    public int MaxMessageLength { get; set; } = 4096;

    /// <summary>How many characters of a custom attribute are recorded, at most.</summary>
    [AllowedRange("Audit:Redaction:MaxAttributeLength", 16, 1_048_576)]
    public int MaxAttributeLength { get; set; } = 4096;

    /// <summary>How many custom attributes are recorded of an event, at most, and as many again of its context.</summary>
    [AllowedRange("Audit:Redaction:MaxAttributes", 1, 10_000)]
    public int MaxAttributes { get; set; } = 100;

    /// <summary>How many characters of an argument of a command line are recorded, at most.</summary>
    [AllowedRange("Audit:Redaction:MaxArgumentLength", 16, 1_048_576)]
    public int MaxArgumentLength { get; set; } = 1024;

    /// <summary>How many arguments of a command line are recorded, at most.</summary>
    [AllowedRange("Audit:Redaction:MaxArguments", 1, 10_000)]
    public int MaxArguments { get; set; } = 100;

    /// <summary>How many changed properties of an entity are recorded, at most.</summary>
    [AllowedRange("Audit:Redaction:MaxChanges", 1, 10_000)]
    public int MaxChanges { get; set; } = 500;
}
