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
        // A container that checks what it holds must not find fault with an application that keeps no approvals.
        builder.Services.TryAddSingleton<IApprovals>(static provider => ActivatorUtilities.CreateInstance<FourEyes>(provider));
        return builder;
    }
}
