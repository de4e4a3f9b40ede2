using GraphQL;
using GraphQL.Execution;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace Audit.GraphQL.Subscriptions;

/// <summary>
/// Runs subscriptions so that each result is made when it is asked for. The library's own way starts a result for every value at once and queues them without a bound.
/// </summary>
internal sealed class PullStrategy : SubscriptionExecutionStrategy
{
    protected override async Task<IObservable<ExecutionResult>?> ResolveResponseStreamAsync(ExecutionContext context, ExecutionNode node)
    {
        try
        {
            var resolver = node.FieldDefinition.StreamResolver ?? throw new InvalidOperationException($"The field {node.Field.Name} has no source.");
            var source = await resolver.ResolveAsync(new ReadonlyResolveFieldContext(node, context)).ConfigureAwait(false);
            return new ResultStream((ISourceStream)source, (value, cancellationToken) => ExecuteAsync(context, node, value, cancellationToken));
        }
        catch (ExecutionError error)
        {
            return Refuse(error);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return Refuse(await HandleExceptionAsync(context, node, failure, $"Could not subscribe to field '{node.Field.Name}'.").ConfigureAwait(false));
        }

        IObservable<ExecutionResult>? Refuse(ExecutionError error)
        {
            error.Path = node.ResponsePath;
            error.AddLocation(node.Field, context.Document);
            context.Errors.Add(error);
            return null;
        }
    }

    private async Task<ExecutionResult> ExecuteAsync(ExecutionContext context, ExecutionNode node, object value, CancellationToken cancellationToken)
    {
        using var own = CloneExecutionContext(context, cancellationToken);
        return await ProcessDataAsync(own, node, value).ConfigureAwait(false);
    }
}
