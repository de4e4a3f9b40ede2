namespace Audit.GraphQL.Loading;

/// <summary>
/// Collects keys until the first of them is asked for, then loads all at once; a key is loaded once per operation. Thread-safe.
/// </summary>
/// <param name="load">Loads the values of keys; a key without a value may be missing from what it returns.</param>
internal sealed class BatchLoader<TKey, TValue>(Func<IReadOnlyCollection<TKey>, CancellationToken, Task<IReadOnlyDictionary<TKey, TValue>>> load)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Batch> _batches = [];
    private Batch? _open;

    /// <summary>Announces a key. What is returned loads it, together with all keys announced by then.</summary>
    public Func<CancellationToken, Task<TValue?>> Announce(TKey key)
    {
        lock (_lock)
        {
            if (!_batches.TryGetValue(key, out var batch))
            {
                batch = _open ??= new Batch();
                batch.Keys.Add(key);
                _batches.Add(key, batch);
            }

            return async cancellationToken =>
            {
                var values = await Run(batch, cancellationToken).ConfigureAwait(false);
                return values.TryGetValue(key, out var value) ? value : default;
            };
        }
    }

    private Task<IReadOnlyDictionary<TKey, TValue>> Run(Batch batch, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_open == batch)
                _open = null;
            return batch.Values ??= load(batch.Keys, cancellationToken);
        }
    }

    private sealed class Batch
    {
        public List<TKey> Keys { get; } = [];

        public Task<IReadOnlyDictionary<TKey, TValue>>? Values { get; set; }
    }
}
