using Audit.Storage;

namespace Audit.Delivery;

/// <summary>The store for all who send: a store is written to by one at a time, and the pipeline's sender is not the only one where there is an outbox.</summary>
/// <remarks>Whoever sends takes it in its constructor, so that a container that is disposed ends the sending first.</remarks>
internal sealed class SharedStore : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The store, as each sender uses it.</summary>
    public IAuditStore Of(IAuditStore store) => new Turns(store, _turn);

    public void Dispose() => _turn.Dispose();

    private sealed class Turns(IAuditStore store, SemaphoreSlim turn) : IAuditStore
    {
        public string Description => store.Description;

        public bool IsDurable => store.IsDurable;

        public async ValueTask InitializeAsync(CancellationToken cancellationToken)
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }

        public async ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await store.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }

        public async ValueTask KeepAsync(IReadOnlyList<DeadLetter> deadLetters, CancellationToken cancellationToken)
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await store.KeepAsync(deadLetters, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }

        // Questions and what is done ahead may stand beside a write.
        public void Prepare(SealedBatch batch) => store.Prepare(batch);

        public ValueTask<IReadOnlySet<ulong>?> FindStoredAsync(SealedBatch batch, CancellationToken cancellationToken) => store.FindStoredAsync(batch, cancellationToken);

        public ValueTask<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken) => store.GetTimeAsync(cancellationToken);

        public ValueTask PingAsync(CancellationToken cancellationToken) => store.PingAsync(cancellationToken);
    }
}
