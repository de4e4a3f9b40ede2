using Audit.Context;
using Audit.Events;
using Audit.Guarding.Approvals;

namespace Audit.Testing;

/// <summary>Approvals to test with.</summary>
internal static class SampleApprovals
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 30, 15, 123, 456, TimeSpan.Zero);

    /// <summary>A request that has everything, odd characters included.</summary>
    public static Approval Request(string content = "c0ffee", string requester = "alice", DateTimeOffset? at = null)
    {
        var requestedAt = at ?? Now;
        return new Approval
        {
            Id = AuditId.Create(AuditEvent.UnixMicroseconds(requestedAt)),
            Binding = new ApprovalBinding(ulong.MaxValue - 1, content, "postgresql/db:5432/shop", requester),
            Rule = "critical needs approval",
            Statement = "DELETE FROM \"Orders\"\n\t-- it's 100% {x} \\ \0 \u00fc \ud83d\ude00",
            Reasons = ["delete_no_where", "drop_table"],
            RequestedBy = new AuditActor(ActorType.ApiKey, requester, "Alice 'A' \\ Ä", "tenant-1", "root"),
            RequestedAt = requestedAt,
            ExpiresAt = requestedAt.AddHours(1),
            Application = "shop",
            Environment = "Production",
            RequestNote = "It's \"needed\"\n{now}",
        };
    }

    public static Approval Approved(this Approval approval, string approver = "bob") => approval with
    {
        State = ApprovalState.Approved,
        DecidedBy = new AuditActor(ActorType.User, approver, "Bob"),
        DecidedAt = approval.RequestedAt.AddMinutes(1),
        DecisionNote = "fine\\",
    };

    public static Approval In(this Approval approval, ApprovalState state) => approval with { State = state };
}
