using GraphQL.DataLoader;

namespace Audit.GraphQL.Loading;

/// <summary>A value that is loaded when all fields of the same level have said what they need.</summary>
internal sealed class DeferredResult<T>(Func<CancellationToken, Task<T>> load) : IDataLoaderResult<T>
{
    public Task<T> GetResultAsync(CancellationToken cancellationToken = default) => load(cancellationToken);

    async Task<object?> IDataLoaderResult.GetResultAsync(CancellationToken cancellationToken) => await load(cancellationToken).ConfigureAwait(false);
}
