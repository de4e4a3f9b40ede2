using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>How many statements of analysts run at once, in all and of one user: nobody keeps the others out. Thread-safe.</summary>
internal sealed class StatementPlaces : IAsyncDisposable, IDisposable
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>More statements than these do not even wait.</summary>
    private const int MostWaiting = 64;

    private readonly PartitionedRateLimiter<string> _ofUser;
    private readonly ConcurrencyLimiter _all;
    private readonly TimeProvider _time;

    public StatementPlaces(IOptions<ClickHouseEndpointOptions> options, TimeProvider time)
    {
        var (all, ofUser) = (options.Value.MaxStatements, options.Value.MaxStatementsPerUser);
        _all = new ConcurrencyLimiter(Limits(all));
        _ofUser = PartitionedRateLimiter.Create<string, string>(user => RateLimitPartition.GetConcurrencyLimiter(user, _ => Limits(ofUser)), StringComparer.Ordinal);
        _time = time;
        (MaxOfAll, MaxOfUser) = (all, ofUser);
    }

    private int MaxOfAll { get; }

    private int MaxOfUser { get; }

    /// <summary>Waits for a place, which is free again when what it returns is disposed.</summary>
    /// <exception cref="ClickHouseError">None got free in time.</exception>
    public async ValueTask<IDisposable> TakeAsync(string user, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);

        // Their own first: who waits for that takes no place from others.
        var own = await AcquireAsync(token => _ofUser.AcquireAsync(user, 1, token), MaxOfUser, either.Token, cancellationToken).ConfigureAwait(false);
        try
        {
            return new Place(own, await AcquireAsync(token => _all.AcquireAsync(1, token), MaxOfAll, either.Token, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _all.Dispose();
        _ofUser.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _all.DisposeAsync().ConfigureAwait(false);
        await _ofUser.DisposeAsync().ConfigureAwait(false);
    }

    private static ConcurrencyLimiterOptions Limits(int permits) =>
        new() { PermitLimit = permits, QueueLimit = MostWaiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };

    private static async ValueTask<RateLimitLease> AcquireAsync(
        Func<CancellationToken, ValueTask<RateLimitLease>> acquire, int maximum, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            var lease = await acquire(either).ConfigureAwait(false);
            if (lease.IsAcquired)
                return lease;
            lease.Dispose();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Patience is at its end.
        }

        throw ClickHouseErrors.TooManyQueries(maximum, Patience);
    }

    private sealed class Place(RateLimitLease own, RateLimitLease one) : IDisposable
    {
        public void Dispose()
        {
            one.Dispose();
            own.Dispose();
        }
    }
}
