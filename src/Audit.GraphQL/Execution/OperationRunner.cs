using System.Security.Claims;
using Audit.Context;
using Audit.Events;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Limits;
using Audit.GraphQL.PersistedDocuments;
using Audit.GraphQL.Reads;
using Audit.GraphQL.Schema;
using Audit.GraphQL.Subscriptions;
using Audit.Guarding.Approvals;
using Audit.Querying;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQLParser.AST;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Execution;

/// <summary>
/// Runs operations: size first, then the rules of the specification, then the resolvers. Every document goes this way every time; there is
/// no cache by which one that was good with other variables could get around a limit.
/// </summary>
internal sealed class OperationRunner(
    AuditGraphSchema schema, IOptions<AuditGraphQLOptions> options, ReadRecorder reads, SubscriptionQuota quota, PersistedDocumentSet documents, TimeProvider time, ILogger<OperationRunner> logger)
{
    /// <summary>A failing store fails in every row of an answer; nobody reads the same message a thousand times.</summary>
    private const int MostErrors = 20;

    private readonly DocumentExecuter _executer = new(
        new GraphQLDocumentBuilder(), new DocumentValidator(), new DefaultExecutionStrategySelector([new ExecutionStrategyRegistration(new PullStrategy(), OperationType.Subscription)]), []);

    /// <summary>Runs an operation. Errors are part of the result.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="scope">Who asks, and what the resolvers work with.</param>
    /// <param name="cancellationToken">Ends the operation, also when a resolver does not listen; a subscription that has begun ends otherwise.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task<RunningOperation> RunAsync(OperationRequest request, OperationScope scope, CancellationToken cancellationToken)
    {
        if (!reads.IsEnabled)
            return await ExecuteAsync(request, scope, null, cancellationToken).ConfigureAwait(false);

        var attempt = reads.Begin();
        try
        {
            var running = await ExecuteAsync(request, scope with { Reader = attempt.Count(scope.Reader) }, attempt, cancellationToken).ConfigureAwait(false);
            if (running.Answers is not null)
                await reads.RecordAsync(attempt, scope.User, request.Variables, Outcome.Succeeded, null, ReadRecorder.SubscribeAction).ConfigureAwait(false);
            else
                await RecordAsync(running.Result!).ConfigureAwait(false);
            return running;
        }
        catch (OperationCanceledException)
        {
            await reads.RecordAsync(attempt, scope.User, request.Variables, Outcome.Cancelled, null).ConfigureAwait(false);
            throw;
        }

        ValueTask RecordAsync(ExecutionResult result)
        {
            var isDone = result.Errors is not { Count: > 0 };
            return reads.RecordAsync(
                attempt, scope.User, request.Variables, isDone ? Outcome.Succeeded : Outcome.Failed, isDone ? null : result.Errors![0].Code ?? ErrorCodes.Internal);
        }
    }

    private async Task<RunningOperation> ExecuteAsync(OperationRequest request, OperationScope scope, ReadAttempt? attempt, CancellationToken cancellationToken)
    {
        IDisposable? place = null;
        try
        {
            var text = documents.TextOf(request);
            var document = Documents.Parse(text, options.Value.MaxDocumentBytes);
            var operation = Documents.Operation(document, request.OperationName);
            attempt?.Of(document, operation);
            if (request.IsSafe && operation.Operation == OperationType.Mutation)
                throw new ApiError(ErrorCodes.BadRequest, "By GET nothing is changed; send this operation by POST.", StatusCodes.Status405MethodNotAllowed);
            DocumentLimits.Check(document, operation, request.Variables, schema, options.Value, Introspection.MayAsk(scope.User, options.Value));
            if (operation.Operation == OperationType.Subscription)
                place = request.MayStream ? quota.Enter(scope.User) : throw NoStream();

            // What reading takes, for example queries of a store on a database that is audited itself, is not recorded again.
            using var unrecorded = AuditContext.Push(AuditContext.Current with { IsSuppressed = operation.Operation != OperationType.Mutation });
            var execution = _executer.ExecuteAsync(new ExecutionOptions
            {
                Schema = schema,
                Root = RootOf(operation.Operation, scope),
                Query = text,
                Document = document,
                OperationName = operation.Name?.StringValue,
                Variables = request.Variables,
                User = scope.User,
                CancellationToken = cancellationToken,
                UnhandledExceptionDelegate = Explain,
            });
            var result = await execution.WaitAsync(cancellationToken).ConfigureAwait(false);

            // A store may call its end a failure; the one who asked should learn the reason.
            cancellationToken.ThrowIfCancellationRequested();
            Shorten(result);
            if (operation.Operation != OperationType.Subscription)
                return result;

            // Where there is no source, nothing was executed.
            if (result.Streams is not { Count: > 0 } streams)
                return new ExecutionResult { Errors = result.Errors };
            var answers = Follow((ResultStream)streams.Values.First(), place, request, scope, attempt);
            place = null;
            return answers;
        }
        catch (ExecutionError error)
        {
            return new ExecutionResult(error);
        }
        finally
        {
            place?.Dispose();
        }
    }

    private RunningSubscription Follow(ResultStream stream, IDisposable? place, OperationRequest request, OperationScope scope, ReadAttempt? attempt) => new(
        stream,
        options.Value.Timeout,
        time,
        (outcome, errorCode) =>
        {
            place?.Dispose();
            return attempt is null ? default : reads.RecordAsync(attempt, scope.User, request.Variables, outcome, errorCode);
        })
    {
        Reads = attempt is { IsOne: true } ? attempt.Reader : null,
    };

    private static ApiError NoStream() => new(
        ErrorCodes.BadRequest, "Subscriptions run over graphql-transport-ws, or with Accept: text/event-stream.", StatusCodes.Status406NotAcceptable);

    private static object RootOf(OperationType type, OperationScope scope) => type switch
    {
        OperationType.Mutation => new Mutation(scope),
        OperationType.Subscription => new Subscription(scope),
        _ => new Query(scope),
    };

    private Task Explain(UnhandledExceptionContext context)
    {
        if (context.OriginalException is AuditQueryException failure)
            context.Exception = ApiError.From(failure);
        else if (context.OriginalException is ApprovalException refusal)
            context.Exception = ApiError.From(refusal);
        else if (context.OriginalException is not OperationCanceledException)
            Log.ResolverFailed(logger, context.FieldContext?.FieldDefinition.Name, context.OriginalException);
        return Task.CompletedTask;
    }

    private static void Shorten(ExecutionResult result)
    {
        if (result.Errors is not { Count: > MostErrors } errors)
            return;

        var shortened = new ExecutionErrors();
        shortened.AddRange(errors.Take(MostErrors));
        shortened.Add(new ApiError(
            errors.All(error => error is ApiError) ? errors.First().Code! : ErrorCodes.ValidationFailed, $"{errors.Count - MostErrors} more errors are not shown."));
        result.Errors = shortened;
    }
}
