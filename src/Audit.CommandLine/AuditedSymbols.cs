using System.CommandLine;
using System.CommandLine.Parsing;
using Audit.Commands;

namespace Audit.CommandLine;

/// <summary>What of a command line means something to the audit.</summary>
internal sealed class AuditedSymbols(Option<string?> reason, Option<bool> yes, IReadOnlyCollection<Option> secrets)
{
    private readonly string[] _secrets = [.. secrets.SelectMany(static option => (string[])[option.Name, .. option.Aliases]).Distinct(StringComparer.Ordinal)];

    /// <summary>The command that was parsed: its name is the path to it, as in <c>db:reset</c>.</summary>
    public CommandInvocation Describe(ParseResult parsed)
    {
        var names = new Stack<string>();
        var depth = 0;
        for (var command = parsed.CommandResult; command.Parent is CommandResult outer; command = outer)
        {
            names.Push(command.Command.Name);
            depth++;
        }

        var name = names.Count == 0 ? parsed.RootCommandResult.Command.Name : string.Join(':', names);
        return new CommandInvocation(name, ArgumentsOf(parsed, depth))
        {
            SecretOptions = _secrets,
            Reason = parsed.GetValue(reason),
            IsConfirmed = parsed.GetValue(yes),
        };
    }

    /// <summary>What was given, without the words that make up the path, and without what is the audit's.</summary>
    private string[] ArgumentsOf(ParseResult parsed, int depth)
    {
        var all = new List<string>();
        var isReason = false;
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.Command && depth > 0)
            {
                depth--;
                continue;
            }

            if (token.Type == TokenType.Option && (token.Value == reason.Name || token.Value == yes.Name))
            {
                isReason = token.Value == reason.Name;
                continue;
            }

            if (!isReason)
                all.Add(token.Value);
            isReason = false;
        }

        return [.. all];
    }
}
