using Audit.GraphQL.Access;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Execution;
using Audit.GraphQL.GraphiQL;
using Audit.GraphQL.Limits;
using Audit.GraphQL.Transport.EventStreams;
using Audit.Querying;
using GraphQL;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Transport;

/// <summary>GraphQL over HTTP, and over server-sent events.</summary>
internal sealed class GraphQLEndpoint(
    OperationRunner runner,
    ViewerAccess access,
    RequestQuota quota,
    EventStreamWriter events,
    GraphiQLPage page,
    IOptions<AuditGraphQLOptions> options,
    TimeProvider time,
    ILogger<GraphQLEndpoint> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (page.IsMeantBy(context))
        {
            GraphiQLPage.Redirect(context);
            return;
        }

        var mediaType = MediaTypes.Negotiate(context.Request.Headers);
        var acceptsEvents = MediaTypes.AcceptsEvents(context.Request.Headers);
        if ((access.Refusal(context) ?? quota.Refusal(context.User)) is { } refusal)
        {
            await ResponseWriter.WriteAsync(context, new ExecutionResult(refusal), mediaType ?? MediaTypes.Json, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (mediaType is null && !acceptsEvents)
        {
            context.Response.StatusCode = StatusCodes.Status406NotAcceptable;
            return;
        }

        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        var running = await AnswerAsync(context, acceptsEvents, timeout.Token, either.Token).ConfigureAwait(false);
        if (running.Answers is { } answers)
        {
            await using (answers.ConfigureAwait(false))
                await events.WriteAsync(context, answers).ConfigureAwait(false);
        }
        else if (mediaType is null && IsOfOperation(running.Result!))
        {
            await EventStreamWriter.WriteAsync(context, running.Result!).ConfigureAwait(false);
        }
        else
        {
            await ResponseWriter.WriteAsync(context, running.Result!, mediaType ?? MediaTypes.Json, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>What is wrong with a document is an answer; what is wrong with the request has a status.</summary>
    private static bool IsOfOperation(ExecutionResult result) =>
        result.Executed || result.Errors is not [ApiError { Status: not StatusCodes.Status400BadRequest } or ApiError { Code: ErrorCodes.BadRequest }, ..];

    private async Task<RunningOperation> AnswerAsync(HttpContext context, bool acceptsEvents, CancellationToken timedOut, CancellationToken either)
    {
        try
        {
            var request = await RequestReader.ReadAsync(context.Request, options.Value.MaxRequestBytes, either).ConfigureAwait(false);
            var services = context.RequestServices;
            var scope = new OperationScope(context.User, services.GetRequiredService<IAuditReader>(), options.Value, services);
            return await runner.RunAsync(request with { MayStream = acceptsEvents }, scope, either).ConfigureAwait(false);
        }
        catch (ApiError error)
        {
            return new ExecutionResult(error);
        }
        catch (OperationCanceledException) when (timedOut.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            Execution.Log.TimedOut(logger, options.Value.Timeout);
            return new ExecutionResult(ApiError.TooSlow());
        }
    }
}
