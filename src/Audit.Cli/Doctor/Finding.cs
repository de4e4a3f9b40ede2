namespace Audit.Cli.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    Ok,
    Warning,
    Error,
}

/// <summary>What one check found.</summary>
/// <param name="Check">The name of the check, for example <c>store.deduplication</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do about it; <see langword="null"/> when nothing has to be done.</param>
internal sealed record Finding(string Check, Severity Severity, string Message, string? Remedy = null)
{
    public static Finding Ok(string check, string message) => new(check, Severity.Ok, message);

    public static Finding Warning(string check, string message, string remedy) => new(check, Severity.Warning, message, remedy);

    public static Finding Error(string check, string message, string remedy) => new(check, Severity.Error, message, remedy);
}
