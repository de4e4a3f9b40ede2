using Audit.Guarding.Approvals;
using Audit.Storage.ClickHouse.Connection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Audit.Storage.ClickHouse.Approvals;

/// <summary>Registers the store of approvals. Needs <see cref="AuditDatabase"/>.</summary>
internal static class ApprovalServices
{
    public static void AddApprovalStore(IServiceCollection services) => services.TryAddSingleton<IApprovalStore, ClickHouseApprovalStore>();
}
