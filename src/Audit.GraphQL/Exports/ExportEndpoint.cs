using Audit.Exporting;
using Audit.GraphQL.Access;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Limits;
using Audit.GraphQL.Schema.Filtering;
using Audit.GraphQL.Transport;
using Audit.Querying;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Audit.GraphQL.Exports;

/// <summary>Exports straight to a script. What fails after the response has begun aborts the connection: an export that was cut off must not look like a whole one.</summary>
internal sealed class ExportEndpoint(ViewerAccess access, RequestQuota quota, IOptions<AuditGraphQLOptions> options, TimeProvider time, ILogger<ExportEndpoint> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if ((access.Refusal(context) ?? quota.Refusal(context.User)) is { } refusal)
                throw refusal;
            var rights = new ExportRights(context.User, access.ScopeOf(context.User), options.Value);
            rights.Demand();
            var jobs = context.RequestServices.GetService<IExportJobs>()
                ?? throw new ApiError(ErrorCodes.Unavailable, ViewerExports.NotAdded, StatusCodes.Status503ServiceUnavailable);
            var body = await ReadAsync(context).ConfigureAwait(false);
            await SendAsync(context, jobs, rights, rights.RequestOf(FilterMapping.ToFilter(body.Filter), body.Format)).ConfigureAwait(false);
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

    private async Task<ExportBody> ReadAsync(HttpContext context)
    {
        if (!MediaTypes.IsJson(context.Request.ContentType))
            throw new ApiError(ErrorCodes.BadRequest, $"The body must be {MediaTypes.Json} in UTF-8.", StatusCodes.Status415UnsupportedMediaType);

        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            return await RequestBody.ReadAsync(context.Request, options.Value.MaxRequestBytes, ExportBody.Read, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw new ApiError(ErrorCodes.Timeout, "The request took too long to arrive.", StatusCodes.Status408RequestTimeout);
        }
    }

    private async Task SendAsync(HttpContext context, IExportJobs jobs, ExportRights rights, ExportRequest request)
    {
        var response = context.Response;
        using var timeout = new CancellationTokenSource(options.Value.ExportTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        var destination = new PacedStream(response.Body, () => Begin(response, request.Format), options.Value, time);
        await using (destination.ConfigureAwait(false))
        {
            try
            {
                await jobs.WriteAsync(request, rights.Actor, destination, either.Token).ConfigureAwait(false);
                destination.Begin();
            }
            catch (Exception failure) when (response.HasStarted || failure is OperationCanceledException or IOException)
            {
                Log.Aborted(logger, request.Format, failure);
                context.Abort();
            }
        }
    }

    private void Begin(HttpResponse response, ExportFormat format)
    {
        // What a proxy or the application buffers would neither keep the client in pace, nor the memory small.
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.ContentType = ExportFileNames.MediaTypeOf(format);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(ExportFileNames.Of(format, time.GetUtcNow()));
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }
}
