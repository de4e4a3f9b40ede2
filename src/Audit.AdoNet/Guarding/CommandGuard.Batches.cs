using System.Data.Common;
using Audit.Events;
using Audit.Guarding;

namespace Audit.AdoNet.Guarding;

/// <summary>
/// Asks about every command of a batch before any of it runs. Which command of a batch changed how many rows is known too late to undo one of them:
/// one whose rows are limited is answered as if it had changed too many.
/// </summary>
internal sealed partial class CommandGuard
{
    /// <summary>Asks about a batch that is about to run, from synchronous code.</summary>
    /// <returns>The events of the attempts, by the order of the commands; <see langword="null"/> when there is none.</returns>
    /// <exception cref="DestructiveOperationBlockedException">It may not run.</exception>
    public Guid[]? Check(DbBatch batch, Guid transactionId)
    {
        if (guard is null || !guard.IsEnabled)
            return null;

        Guid[]? attempts = null;
        for (var i = 0; i < batch.BatchCommands.Count; i++)
        {
            if (!Concerns(batch, i, transactionId, out var request) || guard.Check(request) is not { } pass)
                continue;
            attempts ??= new Guid[batch.BatchCommands.Count];
            attempts[i] = pass.Limit is { } limit ? guard.CheckRows(request, Unknown(limit)) : pass.EventId;
        }

        return attempts;
    }

    /// <summary>Asks about a batch that is about to run.</summary>
    /// <inheritdoc cref="Check(DbBatch, Guid)"/>
    public async ValueTask<Guid[]?> CheckAsync(DbBatch batch, Guid transactionId, CancellationToken cancellationToken)
    {
        if (guard is null || !guard.IsEnabled)
            return null;

        Guid[]? attempts = null;
        for (var i = 0; i < batch.BatchCommands.Count; i++)
        {
            if (!Concerns(batch, i, transactionId, out var request) || await guard.CheckAsync(request, cancellationToken).ConfigureAwait(false) is not { } pass)
                continue;
            attempts ??= new Guid[batch.BatchCommands.Count];
            attempts[i] = pass.Limit is { } limit
                ? await guard.CheckRowsAsync(request, Unknown(limit), cancellationToken).ConfigureAwait(false)
                : pass.EventId;
        }

        return attempts;
    }

    private bool Concerns(DbBatch batch, int index, Guid transactionId, out GuardRequest request)
    {
        var command = batch.BatchCommands[index];
        if (!Concerns(ProfileOf(batch.Connection), command.CommandText, command.CommandType, out var facts))
        {
            request = null!;
            return false;
        }

        request = RequestOf(command.CommandText, command.Parameters, facts, CommandSource.AdoNet, transactionId);
        return true;
    }

    private static GuardExcess Unknown(GuardLimit limit) => new(limit, -1, -1);
}
