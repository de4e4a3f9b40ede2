namespace Audit.Commands;

/// <summary>
/// Names options of a command whose values are secrets: they are not recorded. Options whose names smell of secrets, such as
/// <c>--password</c>, need not be named.
/// </summary>
/// <param name="options">The options as they are written, for example <c>--pin</c> and <c>-p</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SecretAttribute(params string[] options) : Attribute
{
    /// <summary>The options as they are written.</summary>
    public IReadOnlyList<string> Options { get; } = options;
}
