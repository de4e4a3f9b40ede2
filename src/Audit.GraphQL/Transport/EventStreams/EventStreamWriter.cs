using Audit.GraphQL.Errors;
using Audit.GraphQL.Execution;
using GraphQL;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Transport.EventStreams;

/// <summary>Writes answers as server-sent events, one response for each operation: the mode "distinct connections" of GraphQL over SSE.</summary>
internal sealed class EventStreamWriter(
    SignInCheck signIn, IOptions<AuditGraphQLOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<EventStreamWriter> logger)
{
    private static readonly ReadOnlyMemory<byte> Next = "event: next\ndata: "u8.ToArray();
    private static readonly ReadOnlyMemory<byte> EndOfEvent = "\n\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Complete = "event: complete\ndata: \n\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Comment = ":\n\n"u8.ToArray();

    /// <summary>Writes the one answer of an operation.</summary>
    public static async Task WriteAsync(HttpContext context, ExecutionResult result)
    {
        await BeginAsync(context).ConfigureAwait(false);
        await WriteNextAsync(context, result, context.RequestAborted).ConfigureAwait(false);
        await WriteAsync(context, Complete, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Writes answers as they come, until there are none any more, the client goes away, its sign-in ends, or the host stops.</summary>
    public async Task WriteAsync(HttpContext context, RunningSubscription answers)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await BeginAsync(context).ConfigureAwait(false);
            await PumpAsync(context, answers, ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client is gone, or will come again when the host is back.
        }
        catch (ApiError error)
        {
            Log.SubscriptionEnded(logger, error.Message);
            await WriteNextAsync(context, new ExecutionResult(error), context.RequestAborted).ConfigureAwait(false);
        }

        if (!context.RequestAborted.IsCancellationRequested)
            await WriteAsync(context, Complete, context.RequestAborted).ConfigureAwait(false);
    }

    private async Task PumpAsync(HttpContext context, RunningSubscription answers, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Value.Subscriptions.CheckInterval, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = answers.NextAsync(stop.Token).AsTask();
        var tick = timer.WaitForNextTickAsync(stop.Token).AsTask();
        try
        {
            while (true)
            {
                await Task.WhenAny(next, tick).ConfigureAwait(false);
                if (next.IsCompleted)
                {
                    if (await next.ConfigureAwait(false) is not { } answer)
                        return;
                    await WriteNextAsync(context, answer, cancellationToken).ConfigureAwait(false);
                    next = answers.NextAsync(stop.Token).AsTask();
                }

                if (tick.IsCompleted)
                {
                    await tick.ConfigureAwait(false);
                    if ((await signIn.CheckAsync(context, null).ConfigureAwait(false)).Refusal is { } refusal)
                        throw refusal;
                    await WriteAsync(context, Comment, cancellationToken).ConfigureAwait(false);
                    tick = timer.WaitForNextTickAsync(stop.Token).AsTask();
                }
            }
        }
        finally
        {
            // Whichever of the two is left waits no longer; what it would tell is of no use.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(next, tick).ContinueWith(static all => all.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    private static async Task BeginAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = $"{MediaTypes.EventStream}; charset=utf-8";
        ResponseWriter.SetHeaders(response);
        // Proxies hold back what they take for a page.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await WriteAsync(context, Comment, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task WriteNextAsync(HttpContext context, ExecutionResult result, CancellationToken cancellationToken)
    {
        var body = context.Response.Body;
        await body.WriteAsync(Next, cancellationToken).ConfigureAwait(false);
        await ApiSerializer.Instance.WriteAsync(body, result, cancellationToken).ConfigureAwait(false);
        await WriteAsync(context, EndOfEvent, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
