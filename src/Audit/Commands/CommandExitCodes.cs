namespace Audit.Commands;

/// <summary>What a process exits with that ran a command, unless the command says otherwise.</summary>
public static class CommandExitCodes
{
    /// <summary>All went well.</summary>
    public const int Done = 0;

    /// <summary>It failed.</summary>
    public const int Failed = 1;

    /// <summary>There is no such command, or its arguments are wrong.</summary>
    public const int WrongArguments = 2;

    /// <summary>The guard did not let it run.</summary>
    public const int Blocked = 3;

    /// <summary>It was cancelled, for example by Ctrl+C.</summary>
    public const int Cancelled = 130;
}
