using System.Collections.Immutable;
using Audit.Events;
using Audit.Statements;

namespace Audit.Guarding.Approvals;

/// <summary>Records the steps of approvals, each in the name of the ambient actor.</summary>
internal sealed class ApprovalEvents(IAuditLog log, TimeProvider time)
{
    /// <summary>Records a step that was taken; what was done is done, so that nothing cancels this.</summary>
    /// <param name="step">The end of the event's action.</param>
    /// <param name="approval">The approval after the step.</param>
    /// <param name="note">What was said with it.</param>
    /// <param name="outcome">How it ended.</param>
    public async ValueTask RecordAsync(string step, Approval approval, string note = "", Outcome outcome = Outcome.Succeeded)
    {
        if (!log.IsEnabled)
            return;

        var reasons = ImmutableArray.CreateRange(approval.Reasons, static name => new DestructiveReason(name, DestructiveReasons.SeverityOf(name)));
        await log.RecordAsync(
            new AuditEvent(time.GetUtcNow())
            {
                Category = EventCategory.Guard,
                Action = $"guard.approval_{step}",
                Outcome = outcome,
                Risk = reasons.IsEmpty ? Risk.None : reasons.Max(static reason => reason.Severity),
                Statement = new StatementInfo
                {
                    RedactedText = approval.Statement,
                    Fingerprint = approval.Binding.Fingerprint,
                    DestructiveReasons = reasons,
                },
                Attributes = AttributesOf(approval, note),
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    private static ImmutableArray<AuditAttribute> AttributesOf(Approval approval, string note)
    {
        var attributes = ImmutableArray.CreateBuilder<AuditAttribute>(5);
        attributes.Add(new AuditAttribute("guard.approval_id", approval.Id.ToString()));
        attributes.Add(new AuditAttribute("guard.rule", approval.Rule));
        attributes.Add(new AuditAttribute("guard.requester_id", approval.RequestedBy.Id));
        if (approval.DecidedBy is { } approver)
            attributes.Add(new AuditAttribute("guard.approver_id", approver.Id));
        if (note.Length > 0)
            attributes.Add(new AuditAttribute("guard.note", note));
        return attributes.ToImmutable();
    }
}
