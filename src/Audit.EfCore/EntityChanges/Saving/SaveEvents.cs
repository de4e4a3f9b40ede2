using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Audit.EfCore.EntityChanges.Model;
using Audit.Events;
using Audit.Redaction;
using Microsoft.EntityFrameworkCore;
using Source = Audit.Events.CommandSource;

namespace Audit.EfCore.EntityChanges.Saving;

/// <summary>How a save, or an attempt at it, ended.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Rows">The rows that EF Core counted; -1 when it did not.</param>
/// <param name="Duration">How long it took so far.</param>
/// <param name="ErrorCode">The driver's code.</param>
/// <param name="ErrorMessage">The message, redacted.</param>
internal readonly record struct SaveEnd(Outcome Outcome, long Rows, TimeSpan Duration, string? ErrorCode = null, RedactedText ErrorMessage = default);

/// <summary>Makes the events of a save that ended: one of each entity, or of too many a count, and a summary.</summary>
internal sealed class SaveEvents(EntityKeys keys, OwnedPlaces places, PropertyText text, IAuditRedactor redactor)
{
    private static readonly ImmutableArray<string> Truncated = [Redactions.ChangesTruncated];
    private static readonly ImmutableArray<string> ErrorTruncated = [Redactions.ErrorTruncated];

    /// <summary>Makes the events, the summary last.</summary>
    public void Make(PendingSave save, in SaveEnd end)
    {
        save.Events.Clear();
        var isWritten = end.Outcome == Outcome.Succeeded;
        var summary = Summarize(save, end);
        if (save.Tally is null)
        {
            var entities = save.Entities;
            for (var i = 0; i < entities.Length; i++)
            {
                ref var entity = ref entities[i];
                if (Describe(save, ref entity, isWritten) is not { } change)
                    continue;
                save.Events.Add(new AuditEvent(summary.OccurredAtUnixMicroseconds, summary.Context)
                {
                    Category = EventCategory.Entity,
                    Action = EntityActions.Of(entity.State),
                    Outcome = entity.HasConflict && isWritten ? Outcome.Failed : end.Outcome,
                    Source = summary.Source,
                    Database = save.Target,
                    DurationMicroseconds = summary.DurationMicroseconds,
                    ErrorCode = entity.HasConflict && isWritten ? nameof(DbUpdateConcurrencyException) : end.ErrorCode,
                    TraceId = summary.TraceId,
                    SpanId = summary.SpanId,
                    TransactionId = save.TransactionId,
                    Entity = change,
                    Attributes = save.Attempt,
                    Redactions = entity.IsTruncated ? Truncated : [],
                });
            }

            if (save.Events.Count == 0)
                return;
        }

        save.Events.Add(summary);
    }

    private AuditEvent Summarize(PendingSave save, in SaveEnd end)
    {
        var attributes = ImmutableArray.CreateBuilder<AuditAttribute>(save.Tally is null ? 1 : 4);
        if (save.Tally is { } tally)
        {
            foreach (var entity in save.Entities)
            {
                if (!tally.HasRoomForKeys)
                    break;
                tally.AddKey(entity.Plan.Type, redactor.RedactText(keys.Of(entity.Plan, entity.Entry)).Text);
            }

            EntityAttributes.AddCounts(attributes, tally);
        }
        else
        {
            AddCounts(save, attributes);
        }

        attributes.AddRange(save.Attempt);
        return new AuditEvent(save.StartedAt)
        {
            Category = EventCategory.Entity,
            Action = EntityActions.Saved,
            Outcome = end.Outcome,
            Source = Audit.Context.AuditContext.Current.Source ?? Source.SaveChanges,
            Database = save.Target,
            RowsAffected = end.Rows,
            DurationMicroseconds = end.Duration.Ticks / TimeSpan.TicksPerMicrosecond,
            ErrorCode = end.ErrorCode,
            ErrorMessage = end.ErrorMessage.Text,
            TransactionId = save.TransactionId,
            Attributes = attributes.DrainToImmutable(),
            Redactions = end.ErrorMessage.IsTruncated ? ErrorTruncated : [],
        };
    }

    private static void AddCounts(PendingSave save, ImmutableArray<AuditAttribute>.Builder attributes)
    {
        var entities = save.Entities;
        if (entities.Length == 1)
        {
            attributes.Add(new AuditAttribute(EntityAttributes.CountOf(entities[0].State), entities[0].Plan.One));
            return;
        }

        for (var state = EntityState.Added; state >= EntityState.Deleted; state--)
        {
            if (TextOf(entities, state) is { } counts)
                attributes.Add(new AuditAttribute(EntityAttributes.CountOf(state), counts));
        }
    }

    private static string? TextOf(Span<CapturedEntity> entities, EntityState state)
    {
        Dictionary<EntityPlan, int>? counts = null;
        EntityPlan? first = null;
        var count = 0;
        foreach (ref var entity in entities)
        {
            if (entity.State != state)
                continue;
            first ??= entity.Plan;
            if (ReferenceEquals(first, entity.Plan))
                count++;
            else
                CollectionsMarshal.GetValueRefOrAddDefault(counts ??= [], entity.Plan, out _)++;
        }

        if (first is null)
            return null;
        var text = string.Create(CultureInfo.InvariantCulture, $"{first.Type} {count}");
        return counts is null ? text : $"{text}, {string.Join(", ", counts.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key.Type} {pair.Value}")))}";
    }

    private EntityChange? Describe(PendingSave save, ref CapturedEntity entity, bool isWritten)
    {
        var changes = save.Changes;
        var count = 0;
        for (var at = entity.First; at > 0; at = changes[at - 1].Next)
        {
            ref var change = ref changes[at - 1];
            if (Finish(save, ref change, ref entity, isWritten))
                count++;
        }

        // What changed is not to be recorded; unless nothing but the row itself came or went.
        if (count == 0 && entity.State == EntityState.Modified)
            return null;

        var written = new PropertyChange[count];
        var next = 0;
        for (var at = entity.First; at > 0; at = changes[at - 1].Next)
        {
            ref readonly var change = ref changes[at - 1];
            if (change.Name is { } name)
                written[next++] = new PropertyChange(name, change.Before, change.After);
        }

        return new EntityChange(entity.Plan.Type, keys.Of(entity.Plan, entity.Entry), EntityActions.NameOf(entity.State), ImmutableCollectionsMarshal.AsImmutableArray(written));
    }

    /// <summary>Gives a change its name and the value that the database gave; without a name it is none.</summary>
    private bool Finish(PendingSave save, ref CapturedChange change, ref CapturedEntity entity, bool isWritten)
    {
        if (change.Property is not { } property)
            return true;
        change.Name = change.Place is null ? property.Name : places.Of(save, change.Place, change.Entry) + property.Name[change.Place.Prefix.Length..];
        if (!change.IsDeferred)
            return true;

        change.After = null;
        if (isWritten && change.Entry.EntityState != EntityState.Detached)
        {
            var isTruncated = false;
            change.After = text.Of(property, change.Entry.GetCurrentValue(property.Property), ref isTruncated);
            entity.IsTruncated |= isTruncated;
        }

        if (change.After is not null && !string.Equals(change.Before, change.After, StringComparison.Ordinal))
            return true;
        change.Name = null;
        return false;
    }
}
