using Audit.Redaction;

namespace Audit.AdoNet.Tests.Parameters;

/// <summary>Lets through what is no password.</summary>
internal sealed class PassingRedactor : IAuditRedactor
{
    public string RedactValue(string name, string value) => name == "password" ? Redacted.Marker : value;

    public string RedactMessage(string message) => $"redacted {message.Length}";
}
