using Audit.Context;
using Audit.Redaction;

namespace Audit.Guarding.Approvals;

/// <summary>The rules of approvals: a second person decides, in time, with a note, and what is approved runs once. The store sees to it that each step is taken once.</summary>
internal sealed class FourEyes(IApprovalStore store, ApprovalEvents events, IAuditRedactor redactor, TimeProvider time) : IApprovals
{
    private const int LongestNote = 1_000;

    /// <summary>How often others may get in between before it is an error: each time, one of them has got what was asked for.</summary>
    private const int Attempts = 16;

    public async ValueTask<Approval> RedeemOrRequestAsync(Approval request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.State != ApprovalState.Pending)
            throw new ArgumentException($"A request is pending, but this one is {request.State}.", nameof(request));

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var found = await store.RequestAsync(request, cancellationToken).ConfigureAwait(false);
            if (found.Id == request.Id)
            {
                await events.RecordAsync("requested", found, found.RequestNote).ConfigureAwait(false);
                return found;
            }

            if (await ExpireAsync(found, cancellationToken).ConfigureAwait(false))
                continue;
            if (found.State == ApprovalState.Pending)
                return found;

            var used = found with { State = ApprovalState.Used };
            if (!await store.TryChangeAsync(found, used, cancellationToken).ConfigureAwait(false))
                continue;
            await events.RecordAsync("used", used).ConfigureAwait(false);
            return used;
        }

        throw new ApprovalException("The approvals of this operation change all the time; nothing was approved. Try again.");
    }

    public async ValueTask<IReadOnlyList<Approval>> ListPendingAsync(CancellationToken cancellationToken)
    {
        var pending = new List<Approval>();
        foreach (var approval in await store.ListPendingAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!await ExpireAsync(approval, cancellationToken).ConfigureAwait(false))
                pending.Add(approval);
        }

        return pending;
    }

    public async ValueTask<Approval> DecideAsync(Guid id, bool isApproved, string note, CancellationToken cancellationToken)
    {
        var reason = CheckNote(note);
        var found = await store.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? throw NotPending($"There is no approval {id}.");
        if (await ExpireAsync(found, cancellationToken).ConfigureAwait(false))
            throw NotPending($"The approval {id} expired at {found.ExpiresAt:u}; the operation has to be tried again.");
        if (found.State != ApprovalState.Pending)
            throw Decided(found);

        var actor = AuditContext.Current.Actor;
        if (ApproverRules.Refusal(found, actor) is { } refusal)
        {
            await events.RecordAsync("refused", found, refusal, Events.Outcome.Blocked).ConfigureAwait(false);
            throw new ApprovalException(refusal) { Failure = ApprovalFailure.Forbidden };
        }

        var decided = found with
        {
            State = isApproved ? ApprovalState.Approved : ApprovalState.Rejected,
            DecidedBy = actor,
            DecidedAt = time.GetUtcNow(),
            DecisionNote = reason,
        };
        if (!await store.TryChangeAsync(found, decided, cancellationToken).ConfigureAwait(false))
            throw Decided(await store.FindAsync(id, cancellationToken).ConfigureAwait(false) ?? found);
        await events.RecordAsync(isApproved ? "approved" : "rejected", decided, reason).ConfigureAwait(false);
        return decided;
    }

    /// <summary>Whether an approval is over; whoever notices first says so.</summary>
    private async ValueTask<bool> ExpireAsync(Approval approval, CancellationToken cancellationToken)
    {
        if (approval.State is not (ApprovalState.Pending or ApprovalState.Approved) || time.GetUtcNow() < approval.ExpiresAt)
            return false;

        var expired = approval with { State = ApprovalState.Expired };
        if (await store.TryChangeAsync(approval, expired, cancellationToken).ConfigureAwait(false))
        {
            using (AuditContext.Push(AuditContext.Current with { Actor = AuditActor.System }))
                await events.RecordAsync("expired", expired).ConfigureAwait(false);
        }

        return true;
    }

    private string CheckNote(string note)
    {
        var text = note?.Trim() ?? "";
        return text.Length switch
        {
            0 => throw new ApprovalException("A note is needed: say why."),
            > LongestNote => throw new ApprovalException($"The note has {text.Length} characters; at most {LongestNote} are allowed."),
            _ => redactor.RedactText(text).Text,
        };
    }

    private static ApprovalException Decided(Approval approval) =>
        NotPending($"The approval {approval.Id} is not pending any more: it is {approval.State.ToString().ToLowerInvariant()}.");

    private static ApprovalException NotPending(string message) => new(message) { Failure = ApprovalFailure.NotPending };
}
