using System.CommandLine;
using System.CommandLine.Invocation;
using Audit.Commands;
using Audit.Guarding;

namespace Audit.CommandLine;

/// <summary>Runs a command's own action so that it is recorded.</summary>
internal sealed class AuditedAction(CommandLineAction inner, AuditedSymbols symbols, ICommandRunner runner) : AsynchronousCommandLineAction
{
    public override async Task<int> InvokeAsync(ParseResult parseResult, CancellationToken cancellationToken = default)
    {
        try
        {
            return await runner.RunAsync(symbols.Describe(parseResult), token => RunAsync(parseResult, token), cancellationToken).ConfigureAwait(false);
        }
        catch (DestructiveOperationBlockedException refusal)
        {
            await parseResult.InvocationConfiguration.Error.WriteLineAsync(refusal.Message).ConfigureAwait(false);
            return CommandExitCodes.Blocked;
        }
    }

    private Task<int> RunAsync(ParseResult parseResult, CancellationToken cancellationToken) => inner switch
    {
        AsynchronousCommandLineAction asynchronous => asynchronous.InvokeAsync(parseResult, cancellationToken),
        SynchronousCommandLineAction synchronous => Task.FromResult(synchronous.Invoke(parseResult)),
        _ => throw new NotSupportedException($"An action of type {inner.GetType()} can be run neither synchronously nor asynchronously."),
    };
}
