using System.Net;
using System.Threading.RateLimiting;
using Audit.AspNetCore.AccessEvents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Audit.AspNetCore.Access;

/// <summary>
/// Slows down who guesses: after <see cref="AuditAccessOptions.MaxFailures"/> failures, an address, and a name, gets one more attempt each
/// <see cref="AuditAccessOptions.FailureInterval"/>. Attempts that succeed cost nothing, and who succeeded from an address before is let through while others
/// there have to wait. Thread-safe.
/// </summary>
/// <remarks>
/// What is kept does not grow with the number of addresses and names: they share a fixed number of places by a hash whose seed is random, so that nobody can
/// choose whose place they share. Of IPv6 a network of 64 bits counts as one address, since one customer has that many.
/// </remarks>
public sealed class SignInThrottle : IDisposable
{
    private const int Places = 16_384;

    /// <summary>A name is tried from many addresses when somebody mistypes on many machines, too.</summary>
    private const int NameFactor = 10;

    private readonly long[] _known = new long[4_096];
    private readonly TimeSpan _interval;
    private readonly PartitionedRateLimiter<int> _addresses;
    private readonly PartitionedRateLimiter<int> _names;
    private readonly BoundedFailures _failures;

    /// <summary>Creates a throttle that nobody has failed at yet.</summary>
    /// <param name="options">How many failures are allowed.</param>
    /// <param name="services">Where the audit log is, if there is one.</param>
    public SignInThrottle(IOptions<AuditAccessOptions> options, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        _interval = options.Value.FailureInterval;
        _addresses = Limiter(options.Value.MaxFailures);
        _names = Limiter(options.Value.MaxFailures * NameFactor);
        _failures = (BoundedFailures)services.GetService(typeof(BoundedFailures))!;
    }

    /// <summary>Checks credentials, unless whoever sends them has to wait.</summary>
    /// <param name="address">Where they come from.</param>
    /// <param name="name">The name that came with the secret; <see langword="null"/> for none.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="verify">Gives whose credentials they are; <see langword="null"/> when they are wrong.</param>
    /// <returns>What <paramref name="verify"/> gave, or how long to wait.</returns>
    public SignInAttempt<T> Try<T>(IPAddress? address, string? name, string secret, Func<T?> verify)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(verify);
        if (MustWait(address, name, secret))
            return new SignInAttempt<T>(null, _interval);
        var found = verify();
        Note(address, name, secret, found is not null);
        return new SignInAttempt<T>(found, null);
    }

    /// <summary>
    /// Whether credentials of a request may be looked at that an authentication handler verifies, signed tokens for example; tell <see cref="End"/> what it found.
    /// Otherwise the policies of <see cref="AuditPolicies"/> answer the request with 429, unless other credentials of it are good.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="secret">The credentials.</param>
    public bool TryBegin(HttpContext request, string secret)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(secret);
        if (!MustWait(request.Connection.RemoteIpAddress, null, secret))
            return true;
        request.Features.Set(new ThrottledSignIn(_interval));
        return false;
    }

    /// <summary>Tells how an attempt ended that <see cref="TryBegin"/> let through.</summary>
    /// <param name="request">The request.</param>
    /// <param name="secret">The credentials.</param>
    /// <param name="isGood">Whether they were good.</param>
    public void End(HttpContext request, string secret, bool isGood)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(secret);
        Note(request.Connection.RemoteIpAddress, null, secret, isGood);
    }

    /// <summary>How long whoever sent the request has to wait; <see langword="null"/> when none of its credentials was passed over.</summary>
    /// <param name="request">The request.</param>
    public static TimeSpan? RetryAfterOf(HttpContext request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Features.Get<ThrottledSignIn>()?.RetryAfter;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _addresses.Dispose();
        _names.Dispose();
    }

    private bool MustWait(IPAddress? address, string? name, string secret)
    {
        var place = PlaceOf(address);
        var known = Fingerprint(place, secret);
        if (Volatile.Read(ref SlotOf(known)) == known)
            return false;

        // By the statistics: to acquire no permit succeeds as soon as there is a part of one.
        var mustWait = _addresses.GetStatistics(place) is { CurrentAvailablePermits: < 1 }
            || (!string.IsNullOrEmpty(name) && _names.GetStatistics(PlaceOf(name)) is { CurrentAvailablePermits: < 1 });
        if (mustWait)
            _failures.Suppressed(address);
        return mustWait;
    }

    private void Note(IPAddress? address, string? name, string secret, bool isGood)
    {
        var place = PlaceOf(address);
        if (isGood)
        {
            var known = Fingerprint(place, secret);
            Volatile.Write(ref SlotOf(known), known);
            return;
        }

        _addresses.AttemptAcquire(place).Dispose();
        if (!string.IsNullOrEmpty(name))
            _names.AttemptAcquire(PlaceOf(name)).Dispose();
    }

    private ref long SlotOf(long known) => ref _known[(int)((ulong)known % (ulong)_known.Length)];

    private PartitionedRateLimiter<int> Limiter(int failures) => PartitionedRateLimiter.Create<int, int>(place => RateLimitPartition.GetTokenBucketLimiter(
        place,
        _ => new TokenBucketRateLimiterOptions { TokenLimit = failures, TokensPerPeriod = 1, ReplenishmentPeriod = _interval, QueueLimit = 0 }));

    private static int PlaceOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null)
            return 0;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        address.TryWriteBytes(bytes, out var length);
        var hash = new HashCode();
        hash.AddBytes(bytes[..(length == 16 ? 8 : length)]);
        return (int)((uint)hash.ToHashCode() % Places);
    }

    private static int PlaceOf(string name) => (int)((uint)string.GetHashCode(name, StringComparison.OrdinalIgnoreCase) % Places);

    /// <summary>Two hashes with seeds of the process make one of 64 bits; never zero, which is an empty place.</summary>
    private static long Fingerprint(int place, string secret) =>
        ((long)HashCode.Combine(place, secret) << 32 | (uint)HashCode.Combine(secret.Length, place, secret, 1)) | 1;
}

/// <summary>How an attempt to sign in ended.</summary>
/// <param name="Found">Whose credentials they are; <see langword="null"/> when they are wrong, or were not looked at.</param>
/// <param name="RetryAfter">How long to wait before the next attempt; <see langword="null"/> when the credentials were looked at.</param>
public readonly record struct SignInAttempt<T>(T? Found, TimeSpan? RetryAfter)
    where T : class;
