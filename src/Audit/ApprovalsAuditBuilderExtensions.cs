using Audit;
using Audit.Guarding.Approvals;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds approvals by a second person.</summary>
public static class ApprovalsAuditBuilderExtensions
{
    /// <summary>
    /// Adds <see cref="IApprovals"/>, kept by the <see cref="IApprovalStore"/> that a store registers. Needed where approvals are only decided on;
    /// an application that is guarded has them already. Safe to call again.
    /// </summary>
    /// <param name="builder">The builder that <c>AddAudit</c> returned.</param>
    public static IAuditBuilder AddApprovals(this IAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<ApprovalEvents>();
        builder.Services.TryAddSingleton<IApprovals, FourEyes>();
        return builder;
    }
}
