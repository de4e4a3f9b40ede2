using System.Security.Claims;
using System.Threading.RateLimiting;
using Audit.GraphQL.Errors;
using Audit.GraphQL.Schema.Viewers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.GraphQL.Limits;

/// <summary>How many requests a user may send: a bucket of tokens for each. Thread-safe.</summary>
internal sealed class RequestQuota : IDisposable
{
    private readonly PartitionedRateLimiter<string>? _limiter;

    public RequestQuota(IOptions<AuditGraphQLOptions> options)
    {
        var (rate, burst) = (options.Value.RequestsPerSecond, options.Value.RequestBurst);
        if (rate == 0)
            return;

        // Few tokens often rather than many at once, but no more often than a timer is good for.
        var period = TimeSpan.FromMilliseconds(Math.Max(1000.0 / rate, 50));
        var tokens = Math.Max(1, (int)Math.Round(rate * period.TotalSeconds));
        _limiter = PartitionedRateLimiter.Create<string, string>(user => RateLimitPartition.GetTokenBucketLimiter(user, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = Math.Min(tokens, burst),
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        }));
    }

    /// <summary>Why a request is refused; <see langword="null"/> when it is not.</summary>
    public ApiError? Refusal(ClaimsPrincipal user)
    {
        if (_limiter is null)
            return null;
        using var lease = _limiter.AttemptAcquire(Viewer.IdOf(user));
        if (lease.IsAcquired)
            return null;
        return new ApiError(
            ErrorCodes.RateLimited,
            $"You send more requests than you may (limits: {AuditGraphQLOptions.SectionName}:{nameof(AuditGraphQLOptions.RequestsPerSecond)} and {nameof(AuditGraphQLOptions.RequestBurst)}); try again later.",
            StatusCodes.Status429TooManyRequests)
        {
            RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1),
        };
    }

    public void Dispose() => _limiter?.Dispose();
}
