using System.Collections.Immutable;
using Audit.Context;
using Audit.Events;
using Audit.Guarding;
using Audit.Hosting;
using Audit.Redaction;
using Microsoft.Extensions.Options;

namespace Audit.Commands;

/// <summary>Attributes, guards and records a command.</summary>
internal sealed class CommandRunner(
    IAuditLog log, IAuditPipeline pipeline, DestructiveCommands destructive, ConsoleOrigin origin, IOptions<AuditOptions> options, TimeProvider time) : ICommandRunner
{
    public async Task<int> RunAsync(CommandInvocation command, Func<CancellationToken, Task<int>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(work);

        // Where no host does it.
        if (options.Value.Enabled)
            pipeline.Start();

        using var scope = AuditContext.Push(Stamp(command));
        var run = new CommandRun(command.Name, WithoutSecrets(command));
        Guid attempt;
        try
        {
            attempt = await destructive.CheckAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (DestructiveOperationBlockedException refusal)
        {
            await new AuditedRun(run, time) { ParentId = refusal.EventId }.RecordAsync(log, Outcome.Blocked, null, refusal).ConfigureAwait(false);
            throw;
        }

        return await new AuditedRun(run, time) { ParentId = attempt }.RunAsync(log, work, cancellationToken).ConfigureAwait(false);
    }

    private AuditContext Stamp(CommandInvocation command)
    {
        var context = origin.Stamp(AuditContext.Current);
        return context with
        {
            Reason = command.Reason ?? context.Reason,
            IsConfirmed = command.IsConfirmed || context.IsConfirmed,
        };
    }

    /// <summary>Secrets that are told by their options; those that are told by name or look are found when the event is recorded.</summary>
    private static ImmutableArray<string> WithoutSecrets(CommandInvocation command)
    {
        if (command.SecretOptions.Count == 0)
            return [.. command.Arguments];

        var arguments = command.Arguments.ToArray();
        for (var i = 0; i < arguments.Length; i++)
        {
            foreach (var option in command.SecretOptions)
            {
                if (arguments[i] == option && i + 1 < arguments.Length)
                    arguments[++i] = Redacted.Marker;
                else if (arguments[i].StartsWith(option, StringComparison.Ordinal) && arguments[i].Length > option.Length && arguments[i][option.Length] is '=' or ':')
                    arguments[i] = string.Concat(arguments[i].AsSpan(0, option.Length + 1), Redacted.Marker);
                else
                    continue;
                break;
            }
        }

        return [.. arguments];
    }
}
