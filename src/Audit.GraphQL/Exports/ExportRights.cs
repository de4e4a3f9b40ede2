using System.Security.Claims;
using Audit.Context;
using Audit.Exporting;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Schema.Viewers;
using Audit.Querying;
using Microsoft.AspNetCore.Http;

namespace Audit.GraphQL.Exports;

/// <summary>What somebody may do with exports.</summary>
internal sealed class ExportRights(ClaimsPrincipal user, AuditReadScope sight, AuditGraphQLOptions options)
{
    /// <summary>The role that sees the exports of others.</summary>
    private const string Admin = "Admin";

    /// <summary>Who asks. Their tenant is the one that they are bound to, not one that somebody attributed them to.</summary>
    public AuditActor Actor { get; } = ActingViewer.Of(user, sight) with { TenantId = sight.TenantId };

    public bool MayExport => options.ExporterRoles.Any(user.IsInRole);

    /// <summary>Whose exports they may see; <see langword="null"/> for everybody's.</summary>
    public string? RequesterId => user.IsInRole(Admin) ? null : Actor.Id;

    /// <exception cref="ApiError">They may not export.</exception>
    public void Demand()
    {
        if (!MayExport)
            throw new ApiError(ErrorCodes.Forbidden, $"To export takes one of the roles {string.Join(", ", options.ExporterRoles)}.", StatusCodes.Status403Forbidden);
    }

    /// <summary>Whether they may see an export and fetch its file: it is theirs, or they see everybody's; and it holds nothing that they may not see.</summary>
    public bool MaySee(ExportJob job) =>
        MayExport
        && (RequesterId is null || job.RequestedBy.Id == RequesterId)
        && (sight.TenantId is null || job.RequestedBy.TenantId == sight.TenantId)
        && (sight.ShowsPersonalData || !job.Selection.ShowsPersonalData);

    /// <exception cref="AuditQueryException">The filter asks for what they may not see.</exception>
    public ExportRequest RequestOf(AuditFilter filter, ExportFormat format) => new(sight.Narrow(filter), format, sight.ShowsPersonalData);
}
