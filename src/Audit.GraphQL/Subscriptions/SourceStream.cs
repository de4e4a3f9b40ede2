namespace Audit.GraphQL.Subscriptions;

/// <summary>A source of values of the type that the field has. It is an observable by its type only, since that is how the schema knows a subscription.</summary>
internal abstract class SourceStream<T> : IObservable<T>, ISourceStream
    where T : class
{
    public abstract ValueTask<SourceItem?> NextAsync(CancellationToken cancellationToken);

    public abstract void Dispose();

    IDisposable IObservable<T>.Subscribe(IObserver<T> observer) => throw new NotSupportedException("Values are asked for one by one.");
}
