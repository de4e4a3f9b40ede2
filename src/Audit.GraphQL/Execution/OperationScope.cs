using System.Security.Claims;
using Audit.GraphQL.Access;
using Audit.Guarding.Approvals;
using Audit.Querying;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Execution;

/// <summary>Who asks, and what the resolvers of their operation work with.</summary>
/// <param name="User">Who asks; they have been let in.</param>
/// <param name="Reader">The audit log; resolvers get only what <see cref="Sight"/> lets through.</param>
/// <param name="Options">The options of the API.</param>
/// <param name="Services">The request's services.</param>
internal sealed record OperationScope(ClaimsPrincipal User, IAuditReader Reader, AuditGraphQLOptions Options, IServiceProvider Services)
{
    /// <summary>What of the log they may see.</summary>
    public AuditReadScope Sight { get; } = Services.GetRequiredService<ViewerAccess>().ScopeOf(User);

    /// <summary>The audit log as far as they may see it: no transport can forget to narrow it.</summary>
    public IAuditReader Reader { get; init; } = ScopedReader.Within(Services.GetRequiredService<ViewerAccess>().ScopeOf(User), Reader);

    /// <summary>The approvals as far as they may see them; <see langword="null"/> without a store that keeps them.</summary>
    public IApprovals? Approvals => Services.GetService<IApprovalStore>() is { } store && Services.GetService<IApprovals>() is { } approvals
        ? new ScopedApprovals(Sight, approvals, store)
        : null;
}
