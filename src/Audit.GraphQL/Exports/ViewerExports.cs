using Audit.Exporting;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Execution;
using Audit.GraphQL.Schema.Exports;
using Audit.Querying;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.GraphQL.Exports;

/// <summary>The exports, as far as the one who asks may see and change them.</summary>
internal sealed class ViewerExports(OperationScope scope)
{
    public const string NotAdded = "Exports are not set up here. Call AddExports() on what AddAudit() returns.";

    private readonly ExportRights _rights = new(scope.User, scope.Sight, scope.Options);
    private readonly IExportJobs? _jobs = scope.Services.GetService<IExportJobs>();

    /// <summary>Where nothing exports, there are no exports.</summary>
    public async ValueTask<IReadOnlyList<Export>> ListAsync(CancellationToken cancellationToken)
    {
        if (_jobs is null || !_rights.MayExport)
            return [];
        var jobs = await _jobs.ListAsync(_rights.RequesterId, cancellationToken).ConfigureAwait(false);
        return [.. jobs.Where(_rights.MaySee).Select(Show)];
    }

    public async ValueTask<Export?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await FindJobAsync(id, cancellationToken).ConfigureAwait(false) is { } job ? Show(job) : null;

    public async ValueTask<Export> StartAsync(AuditFilter filter, ExportFormat format, CancellationToken cancellationToken)
    {
        _rights.Demand();
        return Show(await Jobs().StartAsync(_rights.RequestOf(filter, format), _rights.Actor, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<Export> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        _rights.Demand();
        return await FindJobAsync(id, cancellationToken).ConfigureAwait(false) is not null
            && await Jobs().CancelAsync(id, _rights.Actor, cancellationToken).ConfigureAwait(false) is { } job
                ? Show(job)
                : throw ApiError.Input("id", $"there is no export {id}.");
    }

    /// <summary>An export now, and again whenever it has changed, until it has ended.</summary>
    /// <exception cref="ApiError">There is no such export that they may see.</exception>
    public async ValueTask<IAsyncEnumerable<Export>> WatchAsync(Guid id, CancellationToken cancellationToken) =>
        await FindJobAsync(id, cancellationToken).ConfigureAwait(false) is not null
            ? Jobs().WatchAsync(id, cancellationToken).Select(Show)
            : throw ApiError.Input("id", $"there is no export {id}.");

    private async ValueTask<ExportJob?> FindJobAsync(Guid id, CancellationToken cancellationToken) =>
        _jobs is not null && await _jobs.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } job && _rights.MaySee(job) ? job : null;

    private IExportJobs Jobs() => _jobs ?? throw new ApiError(ErrorCodes.Unavailable, NotAdded, StatusCodes.Status503ServiceUnavailable);

    private Export Show(ExportJob job) =>
        new(job, _jobs!.HasFile(job) ? scope.Services.GetRequiredService<ExportRoutes>().DownloadOf(job.Id) : null);
}
