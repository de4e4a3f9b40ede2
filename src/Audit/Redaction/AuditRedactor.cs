using System.Collections.Immutable;
using Audit.Hosting;
using Audit.Redaction.Classified;
using Audit.Redaction.Texts;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Redaction;

/// <summary>Leaves out secrets by name, by class and by look, and the values that drivers quote in their messages. Thread-safe; never throws.</summary>
internal sealed class AuditRedactor : IAuditRedactor
{
    private readonly SecretNames _names;
    private readonly ClassifiedRedactors _redactors;
    private readonly CommandArguments _arguments;
    private readonly int _maxValueLength;
    private readonly int _maxMessageLength;
    private readonly int _maxAttributeLength;
    private readonly ILogger<AuditRedactor> _logger;

    public AuditRedactor(IOptions<AuditOptions> options, ILogger<AuditRedactor> logger, IRedactorProvider? registered = null)
    {
        var redaction = options.Value.Redaction;
        _names = new SecretNames(redaction);
        _redactors = new ClassifiedRedactors(redaction, registered);
        _arguments = new CommandArguments(_names, redaction.MaxArguments, redaction.MaxArgumentLength);
        _maxValueLength = redaction.MaxValueLength;
        _maxMessageLength = redaction.MaxMessageLength;
        _maxAttributeLength = redaction.MaxAttributeLength;
        _logger = logger;
    }

    public RedactedText RedactValue(string name, string value) => Named(name, value, _maxValueLength);

    public RedactedText RedactAttribute(string name, string value) => Named(name, value, _maxAttributeLength);

    public RedactedText RedactValue(string name, string value, DataClassification classification)
    {
        if (string.IsNullOrEmpty(value))
            return new RedactedText("");
        if (_names.IsSecret(name))
            return RedactedText.Hidden;
        var redactor = _redactors.Of(classification);
        if (ReferenceEquals(redactor, NullRedactor.Instance))
            return Named(name, value, _maxValueLength);
        // That there is no value tells nothing of it.
        if (value is Redacted.Null or Redacted.Marker)
            return new RedactedText(value);
        var redacted = Apply(redactor, value);
        return redacted.Length == 0 ? RedactedText.Hidden : new RedactedText(TextLimit.Cut(redacted, _maxValueLength, out var isTruncated), isTruncated);
    }

    public RedactedText RedactText(string text)
    {
        if (string.IsNullOrEmpty(text))
            return new RedactedText("");
        return SecretText.IsSecret(text) ? RedactedText.Hidden : SecretText.Redact(text, _names, _maxValueLength);
    }

    public RedactedText RedactMessage(string message)
    {
        if (string.IsNullOrEmpty(message))
            return new RedactedText("");
        // Cut first: what stands open at the end of what is left is taken out to the end.
        var read = TextLimit.Cut(message, _maxMessageLength, out var isTruncated);
        var redacted = SecretText.Redact(ErrorMessage.Redact(read), _names, _maxMessageLength);
        return redacted with { IsTruncated = isTruncated || redacted.IsTruncated };
    }

    public ImmutableArray<string> RedactArguments(ImmutableArray<string> arguments, out bool isTruncated)
    {
        isTruncated = false;
        return arguments.IsDefaultOrEmpty ? [] : _arguments.Redact(arguments, out isTruncated);
    }

    private RedactedText Named(string name, string value, int maxLength)
    {
        if (string.IsNullOrEmpty(value))
            return new RedactedText("");
        return _names.IsSecret(name) || SecretText.IsSecret(value) ? RedactedText.Hidden : SecretText.Redact(value, _names, maxLength);
    }

    private string Apply(Redactor redactor, string value)
    {
#pragma warning disable CA1031 // The application's redactor: what it did not redact is not recorded.
        try
        {
            return redactor.Redact(value) ?? "";
        }
        catch (Exception exception)
        {
            Log.RedactorFailed(_logger, redactor.GetType().Name, exception.GetType().Name);
            return "";
        }
#pragma warning restore CA1031
    }
}
