using Audit.Context;
using Audit.Exporting;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Execution;
using Audit.GraphQL.Exports;
using Audit.GraphQL.Schema.Approvals;
using Audit.GraphQL.Schema.Exports;
using Audit.GraphQL.Schema.Filtering;
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

    public async Task<Export> StartExportAsync(AuditEventFilter filter, ExportFormat format, CancellationToken cancellationToken) =>
        await new ViewerExports(scope).StartAsync(FilterMapping.ToFilter(filter), format, cancellationToken).ConfigureAwait(false);

    public async Task<Export> CancelExportAsync([Id] string id, CancellationToken cancellationToken) =>
        await new ViewerExports(scope).CancelAsync(Ids.Parse("id", id), cancellationToken).ConfigureAwait(false);

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
        using (AuditContext.Push(AuditContext.Current with { Actor = ActingViewer.Of(scope.User, scope.Sight) }))
            return new PendingApproval(await approvals.DecideAsync(approvalId, isApproved, note, cancellationToken).ConfigureAwait(false));
    }
}
