using System.Security.Claims;
using Audit.Guarding.Approvals;
using Audit.Querying;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Execution;

/// <summary>Who asks, and what the resolvers of their operation work with.</summary>
/// <param name="User">Who asks; they have been let in.</param>
/// <param name="Reader">The audit log.</param>
/// <param name="Options">The options of the API.</param>
/// <param name="Services">The request's services.</param>
internal sealed record OperationScope(ClaimsPrincipal User, IAuditReader Reader, AuditGraphQLOptions Options, IServiceProvider Services)
{
    /// <summary>The approvals; <see langword="null"/> without a store that keeps them.</summary>
    public IApprovals? Approvals => Services.GetService<IApprovalStore>() is null ? null : Services.GetService<IApprovals>();
}
