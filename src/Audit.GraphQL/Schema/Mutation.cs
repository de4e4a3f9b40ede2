using Audit.Context;
using Audit.Events;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Execution;
using Audit.GraphQL.Schema.Approvals;
using Audit.GraphQL.Schema.Viewers;
using GraphQL;
using Microsoft.AspNetCore.Http;

namespace Audit.GraphQL.Schema;

/// <summary>What can be changed. One instance per operation.</summary>
internal sealed class Mutation(OperationScope scope)
{
    public Task<PendingApproval> ApproveOperationAsync([Id] string id, string note, CancellationToken cancellationToken) =>
        DecideAsync(id, isApproved: true, note, cancellationToken);

    public Task<PendingApproval> RejectOperationAsync([Id] string id, string note, CancellationToken cancellationToken) =>
        DecideAsync(id, isApproved: false, note, cancellationToken);

    private async Task<PendingApproval> DecideAsync(string id, bool isApproved, string note, CancellationToken cancellationToken)
    {
        if (!scope.Options.ApproverRoles.Any(scope.User.IsInRole))
        {
            throw new ApiError(
                ErrorCodes.Forbidden, $"To decide on approvals takes one of the roles {string.Join(", ", scope.Options.ApproverRoles)}.", StatusCodes.Status403Forbidden);
        }

        var approvalId = Ids.Parse("id", id);
        if (scope.Approvals is not { } approvals)
            throw new ApiError(ErrorCodes.Unavailable, "Nothing keeps approvals here.", StatusCodes.Status503ServiceUnavailable);
        using (AuditContext.Push(AuditContext.Current with { Actor = Approver() }))
            return new PendingApproval(await approvals.DecideAsync(approvalId, isApproved, note, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Who was let in, by the name that has the role. When the request was attributed to somebody else, for example to a customer whose cookie came
    /// with another's token, that is the one who really acts, and must not be who asked either.
    /// </summary>
    private AuditActor Approver()
    {
        var viewer = new Viewer(scope.User, scope.Sight);
        var attributed = AuditContext.Current.Actor;
        var isOther = attributed.Type is ActorType.User or ActorType.ApiKey && attributed.Id.Length > 0 && attributed.Id != viewer.Id;
        return new AuditActor(ActorType.User, viewer.Id, viewer.Name, attributed.TenantId, isOther ? attributed.Id : attributed.ImpersonatorId);
    }
}
