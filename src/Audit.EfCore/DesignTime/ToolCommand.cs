using Audit.Commands;
using Audit.Context;
using Audit.Events;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.DesignTime;

/// <summary>
/// The command line of EF Core's tools, when this process is one of them: <c>dotnet ef</c> or a migration bundle. Nobody signs in there, so that the user of
/// the operating system is who acts.
/// </summary>
internal sealed class ToolCommand
{
    private const string Tool = "ef";

    private readonly ConsoleOrigin _origin = ConsoleOrigin.OfProcess();

    /// <summary>The command: its name is <c>dotnet ef database update</c> or that of the bundle.</summary>
    public CommandRun Command { get; } = CommandOf(Environment.GetCommandLineArgs());

    /// <summary>Whether what begins under a context is what the tool was called for. An actor that is known is left alone.</summary>
    public static bool IsRunning(AuditContext context) =>
        EF.IsDesignTime && context.ParentEventId == Guid.Empty && context.Actor == AuditActor.System && !context.IsSuppressed;

    /// <summary>The context of what the tool does.</summary>
    public AuditContext ContextOf(Guid commandId) => _origin.Stamp(AuditContext.Current) with { ParentEventId = commandId };

    /// <summary>Takes a command line apart; the first element is the program.</summary>
    public static CommandRun CommandOf(IReadOnlyList<string> commandLine)
    {
        var program = commandLine.Count == 0 ? Tool : Path.GetFileNameWithoutExtension(commandLine[0]);
        if (!string.Equals(program, Tool, StringComparison.OrdinalIgnoreCase))
            return new CommandRun(program, [.. commandLine.Skip(1)]);

        // The words up to the first option or, at most, the second name a command: what follows is a migration, for example.
        var words = commandLine.Skip(1).TakeWhile(static word => !word.StartsWith('-')).Take(2).ToArray();
        return new CommandRun(string.Join(' ', ["dotnet ef", .. words]), [.. commandLine.Skip(1 + words.Length)]);
    }
}
