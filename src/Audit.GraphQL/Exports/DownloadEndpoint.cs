using Audit.Exporting;
using Audit.GraphQL.Access;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Limits;
using Audit.Querying;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Audit.GraphQL.Exports;

/// <summary>Hands out the files of exports, whole or in ranges.</summary>
internal sealed class DownloadEndpoint(ViewerAccess access, RequestQuota quota, IOptions<AuditGraphQLOptions> options)
{
    public const string IdParameter = "id";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if ((access.Refusal(context.User) ?? OtherSite(context.Request) ?? quota.Refusal(context.User)) is { } refusal)
                throw refusal;
            var rights = new ExportRights(context.User, access.ScopeOf(context.User), options.Value);
            rights.Demand();
            var jobs = context.RequestServices.GetService<IExportJobs>()
                ?? throw new ApiError(ErrorCodes.Unavailable, ViewerExports.NotAdded, StatusCodes.Status503ServiceUnavailable);
            var job = await FindAsync(context, jobs, rights).ConfigureAwait(false);
            var file = await jobs.OpenAsync(job, rights.Actor, context.RequestAborted).ConfigureAwait(false)
                ?? throw NotFound("The file of this export has expired, or lies with another instance.", StatusCodes.Status410Gone);
            context.Response.Headers.CacheControl = "private, no-store";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            await Results.File(
                file,
                ExportFileNames.MediaTypeOf(job.Selection.Format),
                ExportFileNames.Of(job.Selection.Format, job.CreatedAt),
                job.CompletedAt,
                new EntityTagHeaderValue($"\"{job.Sha256}\""),
                enableRangeProcessing: true).ExecuteAsync(context).ConfigureAwait(false);
        }
        catch (ApiError error)
        {
            await ErrorAnswer.WriteAsync(context, error).ConfigureAwait(false);
        }
        catch (AuditQueryException failure)
        {
            await ErrorAnswer.WriteAsync(context, ApiError.From(failure)).ConfigureAwait(false);
        }
    }

    /// <summary>A link cannot carry the header that tells the API's own pages from others, but browsers tell where it stands.</summary>
    private static ApiError? OtherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "" or "none" or "same-origin" ? null : CookieRequests.Refusal(request);

    private static async ValueTask<ExportJob> FindAsync(HttpContext context, IExportJobs jobs, ExportRights rights)
    {
        // Whether there is one is nobody's business who may not see it.
        if (!Guid.TryParseExact(context.Request.RouteValues[IdParameter] as string, "D", out var id)
            || await jobs.FindAsync(id, context.RequestAborted).ConfigureAwait(false) is not { } job
            || !rights.MaySee(job))
        {
            throw NotFound("There is no such export.", StatusCodes.Status404NotFound);
        }

        return job.State == ExportState.Completed
            ? job
            : throw NotFound($"The export is {job.State.ToString().ToLowerInvariant()}; there is a file when it is completed.", StatusCodes.Status409Conflict);
    }

    private static ApiError NotFound(string message, int status) => new(ErrorCodes.BadUserInput, message, status);
}
