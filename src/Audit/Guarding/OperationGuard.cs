using Audit.Context;
using Audit.Events;
using Audit.Guarding.Asking;
using Audit.Guarding.Attempts;
using Audit.Guarding.Configuration;
using Audit.Guarding.Policy;
using Audit.Hosting;
using Audit.Notifying;
using Audit.Statements;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.Guarding;

/// <summary>
/// Does what the policy says: asks who has to be asked, records the attempt before anything runs, tells those who must hear of it, and lets the
/// operation through or refuses it. The synchronous methods differ from the asynchronous ones in how they wait, and in nothing else.
/// </summary>
internal sealed class OperationGuard(
    GuardSettings settings,
    AttemptRecorder recorder,
    Person person,
    ApprovalDesk approvals,
    ProcessRun run,
    TimeProvider time,
    IServiceProvider services,
    ILogger<OperationGuard> logger) : IOperationGuard
{
    public bool IsEnabled => recorder.IsEnabled;

    public bool Concerns(StatementInfo statement) => settings.Policy.Concerns(statement);

    public GuardPass? Check(GuardRequest request)
    {
        var attempt = Begin(request, out var limit);
        if (attempt is null)
            return PassOf(Guid.Empty, limit);

        if (attempt.Action == GuardAction.RequireApproval)
            approvals.Require(attempt);
        var auditEvent = attempt.ToEvent(time);
        return PassOf(End(attempt, auditEvent, recorder.Record(auditEvent)), limit);
    }

    public async ValueTask<GuardPass?> CheckAsync(GuardRequest request, CancellationToken cancellationToken)
    {
        var attempt = Begin(request, out var limit);
        if (attempt is null)
            return PassOf(Guid.Empty, limit);

        if (attempt.Action == GuardAction.RequireApproval)
            await approvals.RequireAsync(attempt, cancellationToken).ConfigureAwait(false);
        var auditEvent = attempt.ToEvent(time);
        return PassOf(End(attempt, auditEvent, await recorder.RecordAsync(auditEvent, cancellationToken).ConfigureAwait(false)), limit);
    }

    public Guid CheckRows(GuardRequest request, GuardExcess excess)
    {
        var attempt = BeginRows(request, excess);
        if (attempt.Action == GuardAction.RequireApproval)
            approvals.Require(attempt);
        var auditEvent = attempt.ToEvent(time);
        return End(attempt, auditEvent, recorder.Record(auditEvent));
    }

    public async ValueTask<Guid> CheckRowsAsync(GuardRequest request, GuardExcess excess, CancellationToken cancellationToken)
    {
        var attempt = BeginRows(request, excess);
        if (attempt.Action == GuardAction.RequireApproval)
            await approvals.RequireAsync(attempt, cancellationToken).ConfigureAwait(false);
        var auditEvent = attempt.ToEvent(time);
        return End(attempt, auditEvent, await recorder.RecordAsync(auditEvent, cancellationToken).ConfigureAwait(false));
    }

    private static GuardPass? PassOf(Guid eventId, GuardLimit? limit) =>
        eventId == Guid.Empty && limit is null ? null : new GuardPass(eventId, limit);

    /// <summary>Asks the policy and the person; <see langword="null"/> when nothing is to be done before the operation runs.</summary>
    private Attempt? Begin(GuardRequest request, out GuardLimit? limit)
    {
        var decision = settings.Policy.Evaluate(new GuardedOperation(
            request.Statement, request.Database, run.Origin.Environment, AuditContext.Current.Actor, request.Source));
        limit = decision.Limit is { MaxRows: { } rows } rule ? new GuardLimit(rule.Name, rule.Action, rows) : null;
        if (decision.Action == GuardAction.Observe && !(recorder.MustRecord && request.Statement.Risk >= Risk.Medium))
            return null;

        var attempt = new Attempt(request, decision.RuleName, decision.Action);
        Ask(attempt);
        return attempt;
    }

    private Attempt BeginRows(GuardRequest request, GuardExcess excess)
    {
        var attempt = new Attempt(request, excess.Limit.Rule, excess.Limit.Action, excess);
        Ask(attempt);
        return attempt;
    }

    private void Ask(Attempt attempt)
    {
        attempt.Reason = person.ReasonOf(attempt.Context);
        switch (attempt.Action)
        {
            case GuardAction.Observe:
                attempt.Allow("recorded");
                break;
            case GuardAction.Alert:
                attempt.Allow(attempt.Excess is null ? "alert" : "rows_exceeded");
                break;
            case GuardAction.RequireReason when attempt.Excess is not null && attempt.Reason.Length == 0:
                // Nobody is asked while a transaction is held open.
                attempt.Refuse("reason_missing", "it needs a reason to change that many.");
                break;
            case GuardAction.RequireReason:
                person.RequireReason(attempt);
                break;
            case GuardAction.RequireConfirmation:
                person.RequireConfirmation(attempt);
                break;
            case GuardAction.RequireApproval:
                attempt.Refuse("approval_required", "it needs an approval.");
                break;
            default:
                attempt.Refuse(attempt.Excess is null ? "block" : "rows_exceeded", attempt.Excess is null ? "the policy allows it to nobody." : "the policy allows that to nobody.");
                break;
        }
    }

    /// <summary>Tells of the attempt, and lets it through or throws.</summary>
    private Guid End(Attempt attempt, AuditEvent auditEvent, bool isDurable)
    {
        if (attempt.IsAllowed && !isDurable && (recorder.MustRecord || settings.Options.WhenNotDurable == GuardDurability.FailOperation))
        {
            attempt.Refuse("not_recorded", "that it was tried could not be recorded durably, and the policy wants nothing of the kind to happen without a record.");
            auditEvent = attempt.ToEvent(time, auditEvent.Id);
            recorder.RecordOnly(auditEvent);
        }

        if (!attempt.IsAllowed || attempt.Action == GuardAction.Alert)
            Notify(attempt, auditEvent);
        if (attempt.IsAllowed)
        {
            logger.LetThrough(attempt.Rule, attempt.Step, auditEvent.Id);
            return auditEvent.Id;
        }

        logger.Refused(attempt.Rule, attempt.Step, auditEvent.Id);
        throw Refusals.Of(attempt, auditEvent.Id);
    }

    private void Notify(Attempt attempt, AuditEvent auditEvent) => services.GetService<IAuditNotifications>()?.Publish(new AuditNotification
    {
        Title = Refusals.TitleOf(attempt),
        Severity = auditEvent.Risk > Risk.Medium ? auditEvent.Risk : Risk.Medium,
        Rule = attempt.Rule,
        OccurredAt = auditEvent.OccurredAt,
        Application = run.Origin.Application,
        Environment = run.Origin.Environment,
        Event = auditEvent,
    });
}
