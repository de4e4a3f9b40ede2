namespace Audit.Cli.Coverage;

/// <summary>A statement that the server ran.</summary>
/// <param name="User">The role that it ran under.</param>
/// <param name="Text">Its text, as the server normalised it.</param>
/// <param name="Calls">How often it ran.</param>
/// <param name="Rows">The rows that it read or changed in all.</param>
internal sealed record ServerStatement(string User, string Text, long Calls, long Rows);
