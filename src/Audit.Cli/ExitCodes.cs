namespace Audit.Cli;

/// <summary>What the command line tells the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>What was looked for was found, or a part of the input was bad.</summary>
    public const int Found = 1;

    /// <summary>The command was not called right, or what it needs is not there; nothing was done.</summary>
    public const int WrongUse = 2;
}
