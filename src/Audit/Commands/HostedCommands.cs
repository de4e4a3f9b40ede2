using System.Reflection;
using Audit.Guarding;
using Audit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Commands;

/// <summary>Finds a command by its name and runs it, with the pipeline around it and without the rest of the host.</summary>
internal sealed class HostedCommands(
    IServiceProvider services, ICommandRunner runner, IAuditPipeline pipeline, IOptions<HostOptions> hostOptions, TimeProvider time, IHostApplicationLifetime? lifetime = null)
{
    public async Task<int> RunAsync(ReadOnlyMemory<string> args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var commands = scope.ServiceProvider.GetServices<IAuditedCommand>().OrderBy(static command => command.Name, StringComparer.Ordinal).ToArray();
        if (args.Length == 0 || args.Span[0] is "--help" or "-h" or "help")
        {
            await output.WriteLineAsync(List(commands)).ConfigureAwait(false);
            return args.Length == 0 ? CommandExitCodes.WrongArguments : CommandExitCodes.Done;
        }

        var name = args.Span[0];
        if (Array.Find(commands, command => string.Equals(command.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } command)
        {
            await error.WriteLineAsync($"There is no command '{name}'.{Environment.NewLine}{List(commands)}").ConfigureAwait(false);
            return CommandExitCodes.WrongArguments;
        }

        if (CommandLine.Read(command.Name, args.Span[1..], out var invocation) is { } fault)
        {
            await error.WriteLineAsync(fault).ConfigureAwait(false);
            return CommandExitCodes.WrongArguments;
        }

        return await RunAsync(command, invocation, error, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> RunAsync(IAuditedCommand command, CommandInvocation invocation, TextWriter error, CancellationToken cancellationToken)
    {
        var secrets = command.GetType().GetCustomAttribute<SecretAttribute>()?.Options ?? [];
        try
        {
            return await runner.RunAsync(
                invocation with { SecretOptions = secrets }, token => command.RunAsync(invocation.Arguments, token), cancellationToken).ConfigureAwait(false);
        }
        catch (DestructiveOperationBlockedException refusal)
        {
            await error.WriteLineAsync(refusal.Message).ConfigureAwait(false);
            return CommandExitCodes.Blocked;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync($"{command.Name} was cancelled. What it did until then is in the audit log.").ConfigureAwait(false);
            return CommandExitCodes.Cancelled;
        }
        finally
        {
            // A host that runs stops its pipeline itself.
            if (lifetime is not { ApplicationStarted.IsCancellationRequested: true })
            {
                using var limit = new CancellationTokenSource(hostOptions.Value.ShutdownTimeout, time);
                await pipeline.StopAsync(limit.Token).ConfigureAwait(false);
            }
        }
    }

    private static string List(IAuditedCommand[] commands)
    {
        if (commands.Length == 0)
            return "This application has no commands.";
        var width = commands.Max(static command => command.Name.Length);
        return string.Join(Environment.NewLine, ["Commands:", .. commands.Select(command => $"  {command.Name.PadRight(width)}  {command.Description}")]);
    }
}
