using Audit.GraphQL.Access;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Execution;
using Audit.Querying;
using GraphQL;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Transport;

/// <summary>GraphQL over HTTP.</summary>
internal sealed class GraphQLEndpoint(
    OperationRunner runner,
    ViewerAccess access,
    IOptions<AuditGraphQLOptions> options,
    TimeProvider time,
    ILogger<GraphQLEndpoint> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var mediaType = MediaTypes.Negotiate(context.Request.Headers);
        if (access.Refusal(context) is { } refusal)
        {
            await ResponseWriter.WriteAsync(context, new ExecutionResult(refusal), mediaType ?? MediaTypes.Json, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (mediaType is null)
        {
            context.Response.StatusCode = StatusCodes.Status406NotAcceptable;
            return;
        }

        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        var result = await AnswerAsync(context, timeout.Token, either.Token).ConfigureAwait(false);
        await ResponseWriter.WriteAsync(context, result, mediaType, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task<ExecutionResult> AnswerAsync(HttpContext context, CancellationToken timedOut, CancellationToken either)
    {
        try
        {
            var request = await RequestReader.ReadAsync(context.Request, options.Value.MaxRequestBytes, either).ConfigureAwait(false);
            var services = context.RequestServices;
            var scope = new OperationScope(context.User, services.GetRequiredService<IAuditReader>(), options.Value, services);
            return await runner.RunAsync(request, scope, either).ConfigureAwait(false);
        }
        catch (ApiError error)
        {
            return new ExecutionResult(error);
        }
        catch (OperationCanceledException) when (timedOut.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            Log.TimedOut(logger, options.Value.Timeout);
            return new ExecutionResult(new ApiError(
                ErrorCodes.Timeout, "The request took too long; ask for a shorter range of time or for less.", StatusCodes.Status504GatewayTimeout));
        }
    }
}
