using Audit.Context;
using Audit.Events;

namespace Audit.Guarding.Approvals;

/// <summary>Who may decide: somebody known, and somebody else than who asked, whoever acts as whom.</summary>
internal static class ApproverRules
{
    /// <summary>Why an actor may not decide; <see langword="null"/> when it may.</summary>
    public static string? Refusal(Approval approval, AuditActor actor)
    {
        if (actor.Type is ActorType.Anonymous or ActorType.System || string.IsNullOrWhiteSpace(actor.Id))
            return "Only somebody who is signed in can decide on an approval.";

        var requester = approval.RequestedBy;
        var isSame = IsOneOf(actor.Id, requester, approval.Binding) || IsOneOf(actor.ImpersonatorId, requester, approval.Binding);
        return isSame ? "Who asked for an approval cannot decide on it; a second person must." : null;
    }

    // Identity providers differ in whether case counts. To refuse one person too many does less harm than to miss one.
    private static bool IsOneOf(string? id, AuditActor requester, ApprovalBinding binding) =>
        !string.IsNullOrEmpty(id)
        && (Same(id, requester.Id) || Same(id, requester.ImpersonatorId) || Same(id, binding.RequesterId));

    private static bool Same(string id, string? other) => string.Equals(id.Trim(), other?.Trim(), StringComparison.OrdinalIgnoreCase);
}
