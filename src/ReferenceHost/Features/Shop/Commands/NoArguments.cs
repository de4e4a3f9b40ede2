using Audit.Commands;

namespace ReferenceHost.Features.Shop.Commands;

/// <summary>For commands that take none: who gives some expects something that would not happen.</summary>
internal static class NoArguments
{
    /// <returns>The exit code when there are arguments; <see langword="null"/> when there are none.</returns>
    public static async Task<int?> CheckAsync(string command, IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
            return null;
        await Console.Error.WriteLineAsync($"{command} has no argument '{arguments[0]}'. Allowed: --reason TEXT, --yes, and settings such as --ConnectionStrings:Shop.");
        return CommandExitCodes.WrongArguments;
    }
}
