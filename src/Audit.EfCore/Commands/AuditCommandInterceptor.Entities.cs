using System.Data.Common;
using Audit.AdoNet.Recording;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Audit.EfCore.Commands;

/// <summary>Tells those who record the changes of entities, if anybody does, of the commands that make them.</summary>
internal sealed partial class AuditCommandInterceptor
{
    private void SaveExecuting(DbCommand command, CommandEventData eventData)
    {
        if (saves is not null && eventData is { CommandSource: CommandSource.SaveChanges, Context: { } context })
            saves.CommandExecuting(context, command);
    }

    private void SaveFailed(CommandEndEventData eventData)
    {
        if (saves is not null && eventData is { CommandSource: CommandSource.SaveChanges, Context: { } context })
            saves.AttemptFailed(context, (eventData as CommandErrorEventData)?.Exception);
    }

    private void Record(DbCommand command, CommandEndEventData eventData, in CommandEnd end)
    {
        if (bulk is null || !bulk.Includes(eventData.CommandSource))
        {
            recorder.Record(command, end);
            return;
        }

        if (recorder.TryCreate(command, end) is not { } auditEvent)
            return;
        recorder.Record(auditEvent);
        bulk.Publish(bulk.EventOf(command, eventData.Context, eventData.CommandSource, auditEvent));
    }

    private ValueTask RecordAsync(DbCommand command, CommandEndEventData eventData, in CommandEnd end) =>
        bulk is null || !bulk.Includes(eventData.CommandSource)
            ? recorder.RecordAsync(command, end)
            : RecordBulkAsync(command, eventData, end);

    private async ValueTask RecordBulkAsync(DbCommand command, CommandEndEventData eventData, CommandEnd end)
    {
        if (recorder.TryCreate(command, end) is not { } auditEvent)
            return;
        await recorder.RecordAsync(auditEvent).ConfigureAwait(false);
        await bulk!.PublishAsync(bulk.EventOf(command, eventData.Context, eventData.CommandSource, auditEvent)).ConfigureAwait(false);
    }
}
