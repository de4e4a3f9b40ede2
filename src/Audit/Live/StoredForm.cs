using System.Collections.Immutable;
using Audit.Context;
using Audit.Events;
using Audit.Querying;
using Audit.Retention;
using Audit.Statements;

namespace Audit.Live;

/// <summary>Gives an event that was sealed the form in which it will be read back from a store.</summary>
internal sealed class StoredForm(string stream, AuditOrigin origin, RetentionPolicy retention)
{
    public StoredAuditEvent Of(AuditEvent sealedEvent)
    {
        var from = sealedEvent.Origin ?? origin;
        var kept = retention.ClassOf(sealedEvent, out _);
        var stored = new AuditEvent(sealedEvent)
        {
            Origin = from,
            Context = Context(sealedEvent.Context, from),
            Database = sealedEvent.Database is { System.Length: 0, Server.Length: 0, Name.Length: 0 } ? null : sealedEvent.Database,
            Statement = Statement(sealedEvent.Statement),
            Parameters = Parameters(sealedEvent.Parameters),
            ErrorCode = Text(sealedEvent.ErrorCode),
            ErrorMessage = Text(sealedEvent.ErrorMessage),
            TraceId = Text(sealedEvent.TraceId),
            SpanId = Text(sealedEvent.SpanId),
            Command = sealedEvent.Command is { Name.Length: 0, Arguments.IsDefaultOrEmpty: true, ExitCode: null } ? null : sealedEvent.Command,
            Entity = sealedEvent.Entity is { Type.Length: 0, Key.Length: 0, State.Length: 0, Changes.IsDefaultOrEmpty: true } ? null : sealedEvent.Entity,
            Attributes = Attributes(sealedEvent.Context.Attributes, sealedEvent.Attributes),
            DurationMicroseconds = Math.Max(sealedEvent.DurationMicroseconds, 0),
            RetentionClass = kept.Name,
        };
        return new StoredAuditEvent(stored, stream, 0, default, DateTimeOffset.FromUnixTimeSeconds(kept.ExpiresAt(sealedEvent.OccurredAtUnixMicroseconds)));
    }

    /// <summary>What is empty is not there; the application itself acts under its own name.</summary>
    private static AuditContext Context(AuditContext context, AuditOrigin from)
    {
        var actor = context.Actor;
        var isApplication = actor is { Type: ActorType.System, Id.Length: 0 };
        return context with
        {
            Actor = actor with
            {
                Id = isApplication ? from.Application : actor.Id,
                Name = Text(isApplication ? from.Application : actor.Name),
                TenantId = Text(actor.TenantId),
                ImpersonatorId = Text(actor.ImpersonatorId),
            },
            SessionId = Text(context.SessionId),
            ApiKeyId = Text(context.ApiKeyId),
            ClientIp = context.ClientIp is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.ClientIp,
            UserAgent = Text(context.UserAgent),
            RequestId = Text(context.RequestId),
            HttpMethod = Text(context.HttpMethod),
            HttpRoute = Text(context.HttpRoute),
        };
    }

    private static StatementInfo? Statement(StatementInfo? statement)
    {
        if (statement is null or { RedactedText.Length: 0, Fingerprint: 0, Operations.IsEmpty: true, TablesRead.IsEmpty: true, TablesWritten.IsEmpty: true, DestructiveReasons.IsEmpty: true })
            return null;

        // A statement may harm several tables for the same reason.
        return statement.DestructiveReasons.Length < 2 ? statement : new StatementInfo
        {
            Operations = statement.Operations,
            TablesRead = statement.TablesRead,
            TablesWritten = statement.TablesWritten,
            DestructiveReasons = [.. statement.DestructiveReasons.DistinctBy(static reason => reason.Name)],
            RedactedText = statement.RedactedText,
            IsIncomplete = statement.IsIncomplete,
            Fingerprint = statement.Fingerprint,
            Risk = statement.Risk,
            Action = statement.Action,
        };
    }

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>Those of the context first: of equal names the last counts.</summary>
    private static ImmutableArray<AuditAttribute> Attributes(ImmutableArray<AuditAttribute> ofContext, ImmutableArray<AuditAttribute> ofEvent)
    {
        if (ofContext.Length + ofEvent.Length < 2)
            return ofContext.IsEmpty ? ofEvent : ofContext;
        var sorted = new SortedDictionary<string, AuditAttribute>(StringComparer.Ordinal);
        foreach (var attribute in ofContext)
            sorted[attribute.Name] = attribute;
        foreach (var attribute in ofEvent)
            sorted[attribute.Name] = attribute;
        return [.. sorted.Values];
    }

    private static ImmutableArray<AuditParameter> Parameters(ImmutableArray<AuditParameter> parameters)
    {
        if (parameters.Length < 2)
            return parameters;
        var sorted = new SortedDictionary<string, AuditParameter>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
            sorted[parameter.Name] = parameter;
        return [.. sorted.Values];
    }
}
