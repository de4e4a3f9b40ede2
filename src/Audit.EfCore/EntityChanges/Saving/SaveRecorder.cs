using System.Data.Common;
using System.Runtime.CompilerServices;
using Audit.AdoNet.Connections;
using Audit.AdoNet.Outcomes;
using Audit.AdoNet.Recording;
using Audit.AdoNet.Transactions;
using Audit.EfCore.EntityChanges.Transactions;
using Audit.EfCore.Outbox;
using Audit.EfCore.Transactions;
using Audit.Events;
using Audit.Redaction;
using Audit.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.Options;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>
/// Follows the saves of all contexts. What it knows of one is kept with its context, which saves on one thread at a time. Never throws, except where there
/// is an outbox: a change whose record cannot be written must not be.
/// </summary>
internal sealed partial class SaveRecorder(
    CommandRecorder recorder,
    TransactionRecorder transactions,
    SaveCapture capture,
    SaveEvents events,
    HeldTransactions held,
    EntityPublisher publisher,
    ConnectionProfiles profiles,
    IAuditRedactor redactor,
    CaptureFailures failures,
    IOptions<EntityChangeOptions> options,
    TimeProvider time,
    OutboxWriter? outbox = null)
{
    private readonly ConditionalWeakTable<DbContext, PendingSave> _saves = [];
    private readonly CommandErrors _errors = new();
    private readonly bool _isEnabled = options.Value.Enabled;

    public void Starting(DbContext context)
    {
        if (!_isEnabled || !recorder.IsEnabled)
            return;
        var save = _saves.GetOrCreateValue(context);
        save.Start(time.GetUtcNow(), time.GetTimestamp());
        if (outbox is not null && outbox.Includes(context))
            save.UseOutbox(context.Database);
    }

    public bool IsSaving(DbContext context) => Find(context) is not null;

    /// <summary>A command of a save is about to be sent: at the first one, all that it writes is known.</summary>
    public void CommandExecuting(DbContext context, DbCommand command)
    {
        if (Find(context) is not { } save)
            return;
        if (save.IsCaptured)
        {
            if (save.HasAttemptFailed)
                BeginNextAttempt(save, command);
            return;
        }

        Capture(save, context, command);
    }

    /// <summary>A command of a save, or its transaction, failed: if there is more of it, that is another attempt.</summary>
    public void AttemptFailed(DbContext context, Exception? exception)
    {
        if (Find(context) is not { IsCaptured: true } save)
            return;
        save.HasAttemptFailed = true;
        save.Failure ??= exception;
    }

    /// <summary>Rows were not found; if the application goes on all the same, they were not written.</summary>
    public void Conflict(DbContext context, IReadOnlyList<Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry> entries)
    {
        if (Find(context) is not { } save)
            return;
        foreach (ref var entity in save.Entities)
        {
            foreach (var entry in entries)
                entity.HasConflict |= ReferenceEquals(entity.Entry.ToEntityEntry().Entity, entry.Entity);
        }
    }

    public void Saved(DbContext context, int rows)
    {
        if (Find(context) is not { } save)
            return;
        if (save.HasOutbox)
        {
            KeepInTransaction(save, context, rows);
            return;
        }

        if (End(save, rows))
            publisher.Publish(save.Events);
        save.Clear();
    }

    public ValueTask SavedAsync(DbContext context, int rows, CancellationToken cancellationToken)
    {
        if (Find(context) is not { } save)
            return ValueTask.CompletedTask;
        if (save.HasOutbox)
            return KeepInTransactionAsync(save, context, rows, cancellationToken);
        return Publish(save, End(save, rows));
    }

    /// <summary>The save failed; without an exception, it was cancelled.</summary>
    public void NotSaved(DbContext context, Exception? exception)
    {
        if (Find(context) is not { } save)
            return;
        if (End(save, context, exception))
            publisher.Publish(save.Events);
        save.Clear();
    }

    /// <inheritdoc cref="NotSaved"/>
    public ValueTask NotSavedAsync(DbContext context, Exception? exception)
    {
        if (Find(context) is not { } save)
            return ValueTask.CompletedTask;
        return Publish(save, End(save, context, exception));
    }

    /// <summary>The code of an error, as events tell it.</summary>
    public string CodeOf(Exception exception) => _errors.Describe(exception, SqlDialect.Unknown).Code;

    private PendingSave? Find(DbContext context) => _isEnabled && _saves.TryGetValue(context, out var save) && save.IsRunning ? save : null;

    private ValueTask Publish(PendingSave save, bool hasEvents)
    {
        var publishing = hasEvents ? publisher.PublishAsync(save.Events) : ValueTask.CompletedTask;
        if (!publishing.IsCompletedSuccessfully)
            return ClearAfter(publishing, save);
        save.Clear();
        return ValueTask.CompletedTask;
    }

    private static async ValueTask ClearAfter(ValueTask publishing, PendingSave save)
    {
        await publishing.ConfigureAwait(false);
        save.Clear();
    }

    private void Capture(PendingSave save, DbContext context, DbCommand? command)
    {
#pragma warning disable CA1031 // The save goes on: nothing of ours may turn it into an error.
        try
        {
            save.IsCaptured = true;
            save.Adapter ??= context.GetService<IUpdateAdapterFactory>().Create();
            save.Connection ??= context.GetService<IRelationalConnection>();
            ReadPlace(save, command);
            capture.Take(save);
        }
        catch (Exception exception) when (!save.HasOutbox)
        {
            failures.Report(exception);
            save.Clear();
        }
#pragma warning restore CA1031
    }

    private void ReadPlace(PendingSave save, DbCommand? command)
    {
        var profile = (command?.Connection ?? save.Connection!.DbConnection) is { } connection ? profiles.Of(connection) : null;
        save.Target = profile?.Target;
        save.Dialect = profile?.Dialect ?? SqlDialect.Unknown;
        save.Transaction = command?.Transaction;
        save.Attempt = Attempt.CurrentAttributes;
        save.OwnTransactionId = save.Connection!.CurrentTransaction?.TransactionId ?? Guid.Empty;
        save.TransactionId = (command is null ? null : transactions.OfEnlisted(command)?.Id) ?? save.OwnTransactionId;
        if (save.Connection.CurrentTransaction is null && save.Connection is ITransactionEnlistmentManager manager)
            save.AmbientTransaction = manager.EnlistedTransaction ?? manager.CurrentAmbientTransaction;
    }

    private void BeginNextAttempt(PendingSave save, DbCommand command)
    {
#pragma warning disable CA1031 // The save goes on: nothing of ours may turn it into an error.
        try
        {
            var end = Describe(save, save.Failure);
            events.Make(save, end with { ErrorCode = end.ErrorCode ?? "Retried" });
            publisher.Publish(save.Events);
            save.HasAttemptFailed = false;
            save.IsInOutbox = false;
            save.Failure = null;
            ReadPlace(save, command);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
        }
#pragma warning restore CA1031
    }

    /// <summary>Makes the events of a save that went well.</summary>
    /// <returns><see langword="false"/>: there is nothing to be published yet.</returns>
    private bool End(PendingSave save, int rows)
    {
        // Nothing was sent: nothing was changed, or the application did it in another way.
        if (!save.IsCaptured)
            return false;
#pragma warning disable CA1031 // The save has been done: nothing of ours may turn that into an error.
        try
        {
            save.HasAttemptFailed = false;
            events.Make(save, new SaveEnd(Outcome.Succeeded, rows, time.GetElapsedTime(save.StartedTimestamp)));
            return save.Events.Count > 0 && !Hold(save);
        }
        catch (Exception exception)
        {
            failures.Report(exception);
            return false;
        }
#pragma warning restore CA1031
    }

    private bool End(PendingSave save, DbContext context, Exception? exception)
    {
        // It failed before it sent anything, for example since there was no connection.
        if (!save.IsCaptured)
            Capture(save, context, null);
        if (!save.IsRunning)
            return false;
#pragma warning disable CA1031 // The application has an error already.
        try
        {
            save.HasAttemptFailed = false;
            events.Make(save, exception is null
                ? new SaveEnd(Outcome.Cancelled, 0, time.GetElapsedTime(save.StartedTimestamp), nameof(OperationCanceledException))
                : Describe(save, exception));
            return save.Events.Count > 0;
        }
        catch (Exception failure)
        {
            failures.Report(failure);
            return false;
        }
#pragma warning restore CA1031
    }

    private SaveEnd Describe(PendingSave save, Exception? exception)
    {
        var duration = time.GetElapsedTime(save.StartedTimestamp);
        if (exception is null)
            return new SaveEnd(Outcome.Failed, 0, duration);
        var error = _errors.Describe(exception, save.Dialect);
        return new SaveEnd(error.Outcome, 0, duration, error.Code, redactor.RedactMessage(error.Message));
    }

    /// <summary>A transaction that the save began itself has been committed by now, another has its outcome before it.</summary>
    private bool Hold(PendingSave save)
    {
        if (save.AmbientTransaction is { } ambient)
            return held.Hold(ambient, save.Events, save.Tally, save.HasOutbox);
        if (save.Transaction is not { } transaction || save.Connection!.CurrentTransaction is not { } current || current.TransactionId != save.OwnTransactionId)
            return false;
        return held.Hold(transaction, save.Events, save.Tally, save.HasOutbox);
    }
}
