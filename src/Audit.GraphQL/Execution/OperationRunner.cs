using Audit.Context;
using Audit.Events;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Limits;
using Audit.GraphQL.Reads;
using Audit.GraphQL.Schema;
using Audit.Guarding.Approvals;
using Audit.Querying;
using GraphQL;
using GraphQL.Execution;
using GraphQLParser.AST;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Execution;

/// <summary>
/// Runs operations: size first, then the rules of the specification, then the resolvers. Every document goes this way every time; there is
/// no cache by which one that was good with other variables could get around a limit.
/// </summary>
internal sealed class OperationRunner(AuditGraphSchema schema, IOptions<AuditGraphQLOptions> options, ReadRecorder reads, ILogger<OperationRunner> logger)
{
    /// <summary>A failing store fails in every row of an answer; nobody reads the same message a thousand times.</summary>
    private const int MostErrors = 20;

    private readonly DocumentExecuter _executer = new();

    /// <summary>Runs an operation. Errors are part of the result.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="scope">Who asks, and what the resolvers work with.</param>
    /// <param name="cancellationToken">Ends the operation, also when a resolver does not listen.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task<ExecutionResult> RunAsync(OperationRequest request, OperationScope scope, CancellationToken cancellationToken)
    {
        if (!reads.IsEnabled)
            return await ExecuteAsync(request, scope, null, cancellationToken).ConfigureAwait(false);

        var attempt = reads.Begin();
        try
        {
            var result = await ExecuteAsync(request, scope with { Reader = attempt.Count(scope.Reader) }, attempt, cancellationToken).ConfigureAwait(false);
            var isDone = result.Errors is not { Count: > 0 };
            await reads.RecordAsync(
                attempt, scope.User, request.Variables, isDone ? Outcome.Succeeded : Outcome.Failed, isDone ? null : result.Errors![0].Code ?? ErrorCodes.Internal).ConfigureAwait(false);
            return result;
        }
        catch (OperationCanceledException)
        {
            await reads.RecordAsync(attempt, scope.User, request.Variables, Outcome.Cancelled, null).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<ExecutionResult> ExecuteAsync(OperationRequest request, OperationScope scope, ReadAttempt? attempt, CancellationToken cancellationToken)
    {
        try
        {
            var document = Documents.Parse(request.Document, options.Value.MaxDocumentBytes);
            var operation = Documents.Operation(document, request.OperationName);
            attempt?.Of(document, operation);
            if (request.IsSafe && operation.Operation != OperationType.Query)
                throw new ApiError(ErrorCodes.BadRequest, "By GET only queries run; send this operation by POST.", StatusCodes.Status405MethodNotAllowed);
            DocumentLimits.Check(document, operation, request.Variables, schema, options.Value);

            // What reading takes, for example queries of a store on a database that is audited itself, is not recorded again.
            using var unrecorded = AuditContext.Push(AuditContext.Current with { IsSuppressed = operation.Operation == OperationType.Query });
            var execution = _executer.ExecuteAsync(new ExecutionOptions
            {
                Schema = schema,
                Root = operation.Operation == OperationType.Mutation ? new Mutation(scope) : new Query(scope),
                Query = request.Document,
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
            return result;
        }
        catch (ExecutionError error)
        {
            return new ExecutionResult(error);
        }
    }

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
