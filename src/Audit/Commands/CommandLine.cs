namespace Audit.Commands;

/// <summary>A command line: what is the audit's of it, and what the command's.</summary>
internal static class CommandLine
{
    private const string ReasonOption = "--reason";
    private const string YesOption = "--yes";
    private const string Rest = "--";

    /// <summary>Takes <c>--reason</c> and <c>--yes</c> out of the arguments of a command.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="arguments">What stands behind it.</param>
    /// <param name="invocation">The command with the arguments that are its own.</param>
    /// <returns>What is wrong; <see langword="null"/> when nothing is.</returns>
    public static string? Read(string name, ReadOnlySpan<string> arguments, out CommandInvocation invocation)
    {
        var own = new List<string>(arguments.Length);
        string? reason = null;
        var isConfirmed = false;
        invocation = new CommandInvocation(name, own);
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (argument == Rest)
            {
                own.AddRange(arguments[i..]);
                break;
            }

            if (argument == ReasonOption)
            {
                if (i + 1 == arguments.Length || arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                    return $"{ReasonOption} needs a text behind it, for example: {ReasonOption} \"new demo data\"";
                reason = arguments[++i];
            }
            else if (argument.StartsWith(ReasonOption + "=", StringComparison.Ordinal))
            {
                reason = argument[(ReasonOption.Length + 1)..];
            }
            else if (argument == YesOption)
            {
                isConfirmed = true;
            }
            else
            {
                own.Add(argument);
            }
        }

        invocation = invocation with { Reason = reason, IsConfirmed = isConfirmed };
        return null;
    }
}
