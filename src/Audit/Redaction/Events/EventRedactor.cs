using System.Collections.Immutable;
using Audit.Events;
using Audit.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Redaction.Events;

/// <summary>
/// Stands at the entry of the pipeline: whatever is recorded, by a capture or by the application, passes through here on the thread that records it.
/// An event that has nothing to be looked at costs a few comparisons. Never throws.
/// </summary>
internal sealed class EventRedactor(IAuditRedactor redactor, IOptions<AuditOptions> options, ILogger<EventRedactor> logger)
{
    private readonly AttributeRedactor _attributes = new(redactor, options.Value.Redaction.MaxAttributes);
    private readonly EntityRedactor _entities = new(redactor, options.Value.Redaction.MaxChanges);

    /// <summary>The event as it may be recorded; the same instance when nothing had to be changed.</summary>
    public AuditEvent Redact(AuditEvent auditEvent)
    {
#pragma warning disable CA1031 // Whatever went wrong, the values must not be recorded, and the caller must not notice.
        try
        {
            return HasNothingToRedact(auditEvent) ? auditEvent : RedactParts(auditEvent);
        }
        catch (Exception exception)
        {
            Log.RedactionFailed(logger, exception.GetType().Name);
            return WithoutValues(auditEvent);
        }
#pragma warning restore CA1031
    }

    private static bool HasNothingToRedact(AuditEvent auditEvent) =>
        string.IsNullOrEmpty(auditEvent.ErrorMessage)
        && auditEvent.Attributes.IsDefaultOrEmpty
        && auditEvent.Context.Attributes.IsDefaultOrEmpty
        && auditEvent.Command is null
        && auditEvent.Entity is null
        && !HasValues(auditEvent.Parameters.AsSpan());

    private static bool HasValues(ReadOnlySpan<AuditParameter> parameters)
    {
        foreach (ref readonly var parameter in parameters)
        {
            if (parameter.Value is not Redacted.Marker)
                return true;
        }

        return false;
    }

    private AuditEvent RedactParts(AuditEvent auditEvent)
    {
        var flags = new RedactionFlags(auditEvent.Redactions);
        var error = auditEvent.ErrorMessage;
        if (!string.IsNullOrEmpty(error))
        {
            var redacted = redactor.RedactMessage(error);
            flags.Add(Redactions.ErrorTruncated, redacted.IsTruncated);
            error = redacted.Text == error ? error : redacted.Text;
        }

        var parameters = RedactParameters(auditEvent.Parameters, ref flags);
        var attributes = _attributes.Redact(auditEvent.Attributes, ref flags);
        var context = _attributes.Redact(auditEvent.Context, ref flags);
        var command = RedactCommand(auditEvent.Command, ref flags);
        var entity = _entities.Redact(auditEvent.Entity, ref flags);

        var isSame = ReferenceEquals(error, auditEvent.ErrorMessage) && parameters == auditEvent.Parameters && attributes == auditEvent.Attributes
            && ReferenceEquals(context, auditEvent.Context) && ReferenceEquals(command, auditEvent.Command) && ReferenceEquals(entity, auditEvent.Entity)
            && !flags.HasChanged;
        return isSame
            ? auditEvent
            : new AuditEvent(auditEvent)
            {
                ErrorMessage = error,
                Parameters = parameters,
                Attributes = attributes,
                Context = context,
                Command = command,
                Entity = entity,
                Redactions = flags.ToImmutable(),
            };
    }

    /// <summary>By name and look only: a capture that knew more of a value has used it already.</summary>
    private ImmutableArray<AuditParameter> RedactParameters(ImmutableArray<AuditParameter> parameters, ref RedactionFlags flags)
    {
        AuditParameter[]? written = null;
        var given = parameters.AsSpan();
        for (var i = 0; i < given.Length; i++)
        {
            if (given[i].Value is null or "" or Redacted.Marker or Redacted.Null)
                continue;
            var redacted = redactor.RedactValue(given[i].Name, given[i].Value);
            flags.Add(Redactions.ParametersTruncated, redacted.IsTruncated);
            if (redacted.Text == given[i].Value)
                continue;
            written ??= given.ToArray();
            written[i] = written[i] with { Value = redacted.Text };
        }

        return written is null ? parameters : [.. written];
    }

    private CommandRun? RedactCommand(CommandRun? command, ref RedactionFlags flags)
    {
        if (command is null || command.Arguments.IsDefaultOrEmpty)
            return command;
        var arguments = redactor.RedactArguments(command.Arguments, out var isTruncated);
        flags.Add(Redactions.ArgumentsTruncated, isTruncated);
        return arguments == command.Arguments ? command : command with { Arguments = arguments };
    }

    private static AuditEvent WithoutValues(AuditEvent auditEvent)
    {
        var flags = new RedactionFlags(auditEvent.Redactions);
        flags.Add(Redactions.Failed, true);
        return new AuditEvent(auditEvent)
        {
            ErrorMessage = string.IsNullOrEmpty(auditEvent.ErrorMessage) ? auditEvent.ErrorMessage : Redacted.Marker,
            Parameters = [],
            Attributes = [],
            Context = auditEvent.Context with { Attributes = [] },
            Command = auditEvent.Command is null ? null : auditEvent.Command with { Arguments = [] },
            Entity = auditEvent.Entity is null ? null : auditEvent.Entity with { Key = Redacted.Marker, Changes = [] },
            Redactions = flags.ToImmutable(),
        };
    }
}
