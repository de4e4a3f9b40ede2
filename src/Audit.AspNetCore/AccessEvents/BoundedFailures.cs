using System.Collections.Immutable;
using System.Net;
using System.Threading.RateLimiting;
using Audit.Context;
using Audit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.AspNetCore.AccessEvents;

/// <summary>
/// Keeps who fails on purpose from filling the log: so many failures a minute are recorded one by one, all others are counted, and the count is recorded as
/// <c>auth.throttled</c>, at once and then every ten seconds while there are more. Thread-safe.
/// </summary>
internal sealed class BoundedFailures : IDisposable
{
    /// <summary>How many failures at a time are recorded one by one, and how many further ones a second.</summary>
    private const int Burst = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly TokenBucketRateLimiter _single = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = Burst, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
    });

    private readonly Lazy<IAuditLog?> _log;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private long _suppressed;
    private bool _isWaiting;
    private IPAddress? _last;

    public BoundedFailures(IServiceProvider services, TimeProvider time)
    {
        _log = new(services.GetService<IAuditLog>);
        _time = time;
        _timer = time.CreateTimer(static state => ((BoundedFailures)state!).Report(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether a failure is to be recorded by itself. Otherwise it has been counted.</summary>
    public bool Admit(IPAddress? address)
    {
        using var lease = _single.AttemptAcquire();
        if (lease.IsAcquired)
            return true;
        Suppressed(address);
        return false;
    }

    /// <summary>Counts a failure that is not recorded by itself.</summary>
    public void Suppressed(IPAddress? address)
    {
        lock (_lock)
        {
            _suppressed++;
            _last = address;
            if (_isWaiting)
                return;
            _isWaiting = true;
        }

        Report();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _single.Dispose();
    }

    private void Report()
    {
        long count;
        IPAddress? address;
        lock (_lock)
        {
            (count, address) = (_suppressed, _last);
            _suppressed = 0;
            _isWaiting = count > 0;
        }

        if (count == 0)
            return;
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        if (_log.Value is not { IsEnabled: true } log)
            return;
        using var scope = AuditContext.Push(new AuditContext { Actor = AuditActor.Anonymous, ClientIp = address });
        log.Record(new AuditEvent(_time.GetUtcNow())
        {
            Category = EventCategory.Access,
            Action = AccessActions.Throttled,
            Outcome = Outcome.Blocked,
            Attributes = ImmutableArray.Create(new AuditAttribute("attempts", count.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        });
    }
}
