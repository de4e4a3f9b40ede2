namespace Audit.Commands;

/// <summary>How console commands are recorded and guarded; section <c>Audit:Commands</c>.</summary>
public sealed class AuditCommandOptions
{
    /// <summary>The patterns of destructive commands, unless any are configured.</summary>
    public static IReadOnlyList<string> DefaultDestructivePatterns { get; } = ["*:reset", "*:wipe", "*:fresh", "drop*"];

    /// <summary>
    /// Names of commands that destroy data, which the guard is asked about before they run; <c>*</c> and <c>?</c> stand for any characters or one, upper and
    /// lower case alike. Unless any are configured: <see cref="DefaultDestructivePatterns"/>. A single empty pattern stands for none.
    /// </summary>
    public IList<string> DestructivePatterns { get; } = [];
}
