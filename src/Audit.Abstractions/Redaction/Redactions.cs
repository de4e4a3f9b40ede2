namespace Audit.Redaction;

/// <summary>What <see cref="Events.AuditEvent.Redactions"/> tells of an event.</summary>
public static class Redactions
{
    /// <summary>The statement was longer than allowed.</summary>
    public const string StatementTruncated = "statement:truncated";

    /// <summary>A parameter's value was longer than allowed, or there were too many parameters.</summary>
    public const string ParametersTruncated = "parameters:truncated";

    /// <summary>The error's message was longer than allowed.</summary>
    public const string ErrorTruncated = "error:truncated";

    /// <summary>An attribute's value was longer than allowed, or there were too many attributes.</summary>
    public const string AttributesTruncated = "attributes:truncated";

    /// <summary>An argument of the command line was longer than allowed, or there were too many.</summary>
    public const string ArgumentsTruncated = "arguments:truncated";

    /// <summary>A value of an entity's change was longer than allowed, or there were too many changes.</summary>
    public const string ChangesTruncated = "changes:truncated";

    /// <summary>The redactor failed: values and messages are not recorded.</summary>
    public const string Failed = "redaction:failed";
}
