using Audit.AdoNet.Recording;
using Audit.Context;
using Audit.Events;

namespace Audit.EfCore.EntityChanges;

/// <summary>Records events under the context they were made in: a transaction may end where nothing is recorded. Never throws.</summary>
internal sealed class EntityPublisher(CommandRecorder recorder)
{
    public void Publish(List<AuditEvent>? events)
    {
        if (events is null || events.Count == 0)
            return;
        if (!AuditContext.Current.IsSuppressed)
        {
            Record(events);
            return;
        }

        using (AuditContext.Push(events[0].Context))
            Record(events);
    }

    public ValueTask PublishAsync(List<AuditEvent>? events)
    {
        if (events is null || events.Count == 0)
            return ValueTask.CompletedTask;
        if (AuditContext.Current.IsSuppressed)
            return PublishUnderOwnContextAsync(events);
        for (var i = 0; i < events.Count; i++)
        {
            var recording = recorder.RecordAsync(events[i]);
            if (!recording.IsCompletedSuccessfully)
                return GoOnAsync(recording, events, i + 1);
        }

        return ValueTask.CompletedTask;
    }

    private void Record(List<AuditEvent> events)
    {
        foreach (var auditEvent in events)
            recorder.Record(auditEvent);
    }

    private async ValueTask PublishUnderOwnContextAsync(List<AuditEvent> events)
    {
        using (AuditContext.Push(events[0].Context))
            await GoOnAsync(ValueTask.CompletedTask, events, 0).ConfigureAwait(false);
    }

    private async ValueTask GoOnAsync(ValueTask recording, List<AuditEvent> events, int next)
    {
        await recording.ConfigureAwait(false);
        for (; next < events.Count; next++)
            await recorder.RecordAsync(events[next]).ConfigureAwait(false);
    }
}
