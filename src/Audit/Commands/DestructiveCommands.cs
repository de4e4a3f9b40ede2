using System.Security.Cryptography;
using Audit.Events;
using Audit.Guarding;
using Audit.Hosting;
using Audit.Matching;
using Audit.Statements;
using Microsoft.Extensions.Options;

namespace Audit.Commands;

/// <summary>Tells which commands destroy data, and asks the guard about them as it is asked about statements.</summary>
internal sealed class DestructiveCommands(IOptions<AuditOptions> options, IOperationGuard? guard = null)
{
    /// <summary>The reason by which rules of the guard choose commands.</summary>
    public const string Reason = "destructive_command";

    private const string Operation = "RUN";

    private readonly Glob[] _patterns = Compile(options.Value.Commands.DestructivePatterns);

    public bool Includes(string name)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(name))
                return true;
        }

        return false;
    }

    /// <summary>Asks whether a command may run.</summary>
    /// <returns>The event that recorded the attempt; <see cref="Guid.Empty"/> when nobody was asked.</returns>
    /// <exception cref="DestructiveOperationBlockedException">It may not.</exception>
    public async ValueTask<Guid> CheckAsync(CommandInvocation command, CancellationToken cancellationToken)
    {
        if (guard is not { IsEnabled: true } || !Includes(command.Name))
            return Guid.Empty;

        var pass = await guard.CheckAsync(Describe(command), cancellationToken).ConfigureAwait(false);
        return pass?.EventId ?? Guid.Empty;
    }

    private static GuardRequest Describe(CommandInvocation command)
    {
        var severity = DestructiveReasons.SeverityOf(Reason);
        return new GuardRequest
        {
            Statement = new StatementInfo
            {
                Operations = [Operation],
                DestructiveReasons = [new DestructiveReason(Reason, severity, command.Name)],
                RedactedText = command.Name,
                Fingerprint = BitConverter.ToUInt64(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(command.Name))),
                Risk = severity,
                Action = AuditedRun.Action,
            },
            Source = CommandSource.Command,
            ContentHash = () => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Join('\0', [command.Name, .. command.Arguments])))),
        };
    }

    private static Glob[] Compile(IList<string> configured)
    {
        IEnumerable<string> patterns = configured.Count == 0 ? AuditCommandOptions.DefaultDestructivePatterns : configured;
        return [.. patterns.Where(static pattern => !string.IsNullOrWhiteSpace(pattern)).Select(static pattern => new Glob(pattern.Trim()))];
    }
}
