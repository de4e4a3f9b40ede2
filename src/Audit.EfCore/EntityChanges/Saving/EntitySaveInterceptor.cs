using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>Learns how saves begin and end. Its own state is none.</summary>
internal sealed class EntitySaveInterceptor(SaveRecorder saves) : SaveChangesInterceptor
{
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        if (eventData.Context is { } context)
            saves.Starting(context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        new(SavingChanges(eventData, result));

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        if (eventData.Context is { } context)
            saves.Saved(context, result);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not { } context)
            return new ValueTask<int>(result);
        var recording = saves.SavedAsync(context, result, cancellationToken);
        return recording.IsCompletedSuccessfully ? new ValueTask<int>(result) : After(recording, result);
    }

    public override void SaveChangesFailed(DbContextErrorEventData eventData)
    {
        if (eventData.Context is { } context)
            saves.NotSaved(context, eventData.Exception);
    }

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) =>
        eventData.Context is { } context ? saves.NotSavedAsync(context, eventData.Exception).AsTask() : Task.CompletedTask;

    public override void SaveChangesCanceled(DbContextEventData eventData)
    {
        if (eventData.Context is { } context)
            saves.NotSaved(context, null);
    }

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) =>
        eventData.Context is { } context ? saves.NotSavedAsync(context, null).AsTask() : Task.CompletedTask;

    public override InterceptionResult ThrowingConcurrencyException(ConcurrencyExceptionEventData eventData, InterceptionResult result)
    {
        if (eventData.Context is { } context)
            saves.Conflict(context, eventData.Entries);
        return result;
    }

    public override ValueTask<InterceptionResult> ThrowingConcurrencyExceptionAsync(
        ConcurrencyExceptionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        new(ThrowingConcurrencyException(eventData, result));

    private static async ValueTask<int> After(ValueTask recording, int result)
    {
        await recording.ConfigureAwait(false);
        return result;
    }
}
