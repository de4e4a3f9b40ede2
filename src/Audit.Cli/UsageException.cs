namespace Audit.Cli;

/// <summary>The command cannot do what it was asked to; the message tells the person who called it why.</summary>
internal sealed class UsageException(string message) : Exception(message);
