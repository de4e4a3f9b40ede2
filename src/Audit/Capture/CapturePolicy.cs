using System.Globalization;
using System.Runtime.CompilerServices;
using Audit.Events;
using Audit.Hosting;
using Audit.Statements;
using Microsoft.Extensions.Options;

namespace Audit.Capture;

/// <summary>Decides at the entry of the pipeline how much of an event is recorded. Without rules, an event costs it a comparison.</summary>
internal sealed class CapturePolicy
{
    public const string WeightAttribute = "audit.sample_weight";

    private readonly CompiledCaptureRule[] _rules;
    private readonly CaptureLevel _defaultLevel;
    private readonly bool _isEverything;
    private readonly ConditionalWeakTable<StatementInfo, StatementInfo> _withoutText = [];
    private long _left;

    public CapturePolicy(IOptions<AuditOptions> options)
    {
        var capture = options.Value.Capture;
        _rules = [.. capture.Rules.Select(static rule => new CompiledCaptureRule(rule))];
        _defaultLevel = capture.DefaultLevel;
        _isEverything = _rules.Length == 0 && _defaultLevel == CaptureLevel.Changes;
    }

    /// <summary>How many events were left out, since a rule says so.</summary>
    public long Excluded => Interlocked.Read(ref _left);

    /// <summary>The event with what may be recorded of it; <see langword="null"/> when it is left out.</summary>
    public AuditEvent? Apply(AuditEvent auditEvent)
    {
        if (_isEverything || !IsConcerned(auditEvent.Category))
            return auditEvent;

        var (level, rate) = Find(auditEvent);
        if (auditEvent.Destructive && level < CaptureLevel.Statement)
            level = CaptureLevel.Statement;
        if (level == CaptureLevel.None || (rate < 1 && IsSuccessfulRead(auditEvent) && !IsChosen(auditEvent.Id, rate)))
        {
            Interlocked.Increment(ref _left);
            return null;
        }

        var reduced = Reduce(auditEvent, level);
        return rate < 1 && IsSuccessfulRead(auditEvent) ? WithWeight(reduced, rate) : reduced;
    }

    private static bool IsConcerned(EventCategory category) =>
        category is EventCategory.Database or EventCategory.Entity or EventCategory.Transaction or EventCategory.Command;

    private (CaptureLevel Level, double Rate) Find(AuditEvent auditEvent)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(auditEvent))
                return (rule.Level, rule.SampleRate);
        }

        return (_defaultLevel, 1);
    }

    /// <summary>Only what is known to have read and nothing else.</summary>
    private static bool IsSuccessfulRead(AuditEvent auditEvent)
    {
        if (auditEvent is not { Category: EventCategory.Database, Outcome: Outcome.Succeeded, Destructive: false, Statement: { IsOpaque: false, IsIncomplete: false } statement }
            || !statement.TablesWritten.IsDefaultOrEmpty || statement.Operations.IsDefaultOrEmpty)
            return false;
        foreach (var operation in statement.Operations)
        {
            if (operation != "SELECT")
                return false;
        }

        return true;
    }

    /// <summary>By the random end of the id, so that an event is chosen or not wherever it is asked.</summary>
    private static bool IsChosen(Guid id, double rate)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BitConverter.ToUInt32(bytes[12..]) < rate * ((double)uint.MaxValue + 1);
    }

    private AuditEvent Reduce(AuditEvent auditEvent, CaptureLevel level)
    {
        var dropsText = level < CaptureLevel.Statement
            && (auditEvent.Statement is { RedactedText.Length: > 0 } || auditEvent.ErrorMessage is not null || auditEvent.Command is { Arguments.IsDefaultOrEmpty: false });
        var dropsParameters = level < CaptureLevel.Parameters && !auditEvent.Parameters.IsDefaultOrEmpty;
        var dropsChanges = level < CaptureLevel.Changes && auditEvent.Entity is { Changes.IsDefaultOrEmpty: false };
        if (!dropsText && !dropsParameters && !dropsChanges)
            return auditEvent;

        return new AuditEvent(auditEvent)
        {
            Statement = dropsText && auditEvent.Statement is { } statement ? _withoutText.GetValue(statement, WithoutText) : auditEvent.Statement,
            ErrorMessage = dropsText ? null : auditEvent.ErrorMessage,
            Command = dropsText && auditEvent.Command is { } command ? command with { Arguments = [] } : auditEvent.Command,
            Parameters = dropsParameters ? [] : auditEvent.Parameters,
            Entity = dropsChanges ? auditEvent.Entity! with { Changes = [] } : auditEvent.Entity,
        };
    }

    private static StatementInfo WithoutText(StatementInfo statement) => new(statement) { RedactedText = "", IsTruncated = false, Tags = [] };

    private static AuditEvent WithWeight(AuditEvent auditEvent, double rate) => new(auditEvent)
    {
        Attributes = auditEvent.Attributes.Add(new AuditAttribute(WeightAttribute, (1 / rate).ToString("0.######", CultureInfo.InvariantCulture))),
    };
}
