using System.Security.Claims;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Execution;
using Audit.GraphQL.Limits;
using Audit.Querying;
using GraphQL;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Transport.WebSockets;

/// <summary>Runs the operations of WebSockets, and sends what they answer.</summary>
internal sealed class SocketOperations(
    OperationRunner runner, RequestQuota quota, IServiceScopeFactory scopes, IOptions<AuditGraphQLOptions> options, TimeProvider time, ILogger<SocketOperations> logger)
{
    /// <summary>Runs an operation to its end. Never throws.</summary>
    /// <param name="connection">Where answers go.</param>
    /// <param name="id">The operation's id.</param>
    /// <param name="request">The operation.</param>
    /// <param name="context">The request that the connection began with.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="isOneTooMany">Whether the connection runs more operations than it may.</param>
    /// <param name="cancellationToken">The client has ended the operation, or the connection has ended.</param>
    public async Task RunAsync(
        SocketConnection connection, string id, OperationRequest request, HttpContext context, ClaimsPrincipal user, bool isOneTooMany, CancellationToken cancellationToken)
    {
        try
        {
            if (isOneTooMany)
                throw TooMany();
            if (quota.Refusal(user) is { } refusal)
                throw refusal;
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                var services = scope.ServiceProvider;
                var operation = new OperationScope(user, services.GetRequiredService<IAuditReader>(), options.Value, services);
                await RunAsync(connection, id, request, operation, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (OperationCanceledException)
        {
            await RefuseAsync(connection, id, ApiError.TooSlow()).ConfigureAwait(false);
        }
        catch (ApiError error)
        {
            await RefuseAsync(connection, id, error).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.OperationFailed(logger, failure);
            await RefuseAsync(connection, id, new ApiError(ErrorCodes.Internal, "")).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(SocketConnection connection, string id, OperationRequest request, OperationScope scope, CancellationToken cancellationToken)
    {
        var running = await StartAsync(request, scope, cancellationToken).ConfigureAwait(false);
        if (running.Answers is { } answers)
        {
            await using (answers.ConfigureAwait(false))
            {
                while (await answers.NextAsync(cancellationToken).ConfigureAwait(false) is { } answer)
                {
                    // The next event is taken when this one is sent: who reads slowly skips events rather than memory filling up.
                    if (!await SocketMessages.NextAsync(connection, id, answer).ConfigureAwait(false))
                        return;
                }
            }
        }
        else if (running.Result is { Executed: false, Errors: { Count: > 0 } errors })
        {
            await SocketMessages.ErrorAsync(connection, id, errors).ConfigureAwait(false);
            return;
        }
        else
        {
            await SocketMessages.NextAsync(connection, id, running.Result!).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await SocketMessages.CompleteAsync(connection, id).ConfigureAwait(false);
    }

    private async Task<RunningOperation> StartAsync(OperationRequest request, OperationScope scope, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        return await runner.RunAsync(request, scope, either.Token).ConfigureAwait(false);
    }

    private static Task<bool> RefuseAsync(SocketConnection connection, string id, ApiError error) =>
        SocketMessages.ErrorAsync(connection, id, [error]);

    private ApiError TooMany() => ApiError.Limit(
        $"The connection runs {options.Value.Subscriptions.MaxPerUser} operations already",
        $"{nameof(AuditGraphQLOptions.Subscriptions)}:{nameof(AuditGraphQLSubscriptionOptions.MaxPerUser)}");
}
