using Microsoft.Extensions.Compliance.Redaction;

namespace Audit.Redaction.Classified;

/// <summary>What is recorded of a value.</summary>
public enum AuditRedactorKind
{
    /// <summary>Nothing.</summary>
    Erase,

    /// <summary>A keyed hash (HMAC-SHA-256, 128 bits): equal values are seen to be equal, and nothing else.</summary>
    Hmac,

    /// <summary>The last four characters of eight or more; nothing of shorter values.</summary>
    LastFour,

    /// <summary>The value.</summary>
    Pass,

    /// <summary>What the application's own <see cref="Redactor"/> makes of it, registered by <c>services.AddRedaction(…)</c> for the classification.</summary>
    Registered,
}
