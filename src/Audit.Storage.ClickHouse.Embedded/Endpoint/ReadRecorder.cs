using System.Collections.Immutable;
using System.Globalization;
using System.Threading.RateLimiting;
using Audit.Context;
using Audit.Events;
using Audit.Statements;
using Audit.Storage.ClickHouse.Embedded.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>
/// Records who read the log by SQL, with the statement as the classifier redacts it. The engine that the statement runs on is the pipeline's own, which records nothing:
/// a reading of what was recorded is one event, and not another for what it took.
/// </summary>
internal sealed class ReadRecorder(IServiceProvider services, IOptions<ClickHouseEndpointOptions> options, TimeProvider time) : IDisposable
{
    public const string Action = "audit.read";

    /// <summary>How many wrong credentials at a time are recorded one by one, and how many further ones a second: more would only fill the log.</summary>
    private const int FailureBurst = 100;

    private const int AuthenticationFailed = 516;
    private const int AccessDenied = 497;
    private const int ReadOnly = 164;

    // Asked for when there is something to record: making the log reads its options, which the start of the host validates together with all others.
    private readonly Lazy<IAuditLog?> _log = new(services.GetService<IAuditLog>);
    private readonly Lazy<IStatementClassifier?> _classifier = new(services.GetService<IStatementClassifier>);

    private readonly TokenBucketRateLimiter _failures = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = FailureBurst, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
    });

    private long _unrecorded;

    public bool IsEnabled => options.Value.RecordReads && _log.Value is { IsEnabled: true };

    public ReadAttempt Begin() => new(time.GetUtcNow(), time.GetTimestamp());

    public async ValueTask RecordAsync(ReadAttempt attempt, bool isCancelled)
    {
        if (_log.Value is not { } log)
            return;

        var executed = attempt.Executed;
        var attributes = ImmutableArray.Create(new AuditAttribute("read.api", "sql"));
        if (executed.Error?.Code == AuthenticationFailed)
        {
            using var lease = _failures.AttemptAcquire();
            if (!lease.IsAcquired)
            {
                Interlocked.Increment(ref _unrecorded);
                return;
            }

            if (Interlocked.Exchange(ref _unrecorded, 0) is > 0 and var unrecorded)
                attributes = attributes.Add(new AuditAttribute("read.unrecorded", unrecorded.ToString(CultureInfo.InvariantCulture)));
        }

        using var scope = AuditContext.Push(ContextOf(attempt.Principal));
        // Whoever went away has read all the same.
        await log.RecordAsync(
            new AuditEvent(attempt.StartedAt)
            {
                Category = EventCategory.Access,
                Action = Action,
                Outcome = isCancelled ? Outcome.Cancelled : OutcomeOf(executed.Error),
                ErrorCode = executed.Error?.Code.ToString(CultureInfo.InvariantCulture),
                Statement = executed.Text is { Length: > 0 } text ? _classifier.Value?.Classify(text, SqlDialect.Unknown) : null,
                RowsRead = executed.ResultRows,
                DurationMicroseconds = time.GetElapsedTime(attempt.Began).Ticks / TimeSpan.TicksPerMicrosecond,
                Attributes = attributes,
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    public void Dispose() => _failures.Dispose();

    private static Outcome OutcomeOf(ClickHouseError? error) => error?.Code switch
    {
        null => Outcome.Succeeded,
        AuthenticationFailed or AccessDenied or ReadOnly => Outcome.Blocked,
        _ => Outcome.Failed,
    };

    /// <summary>Who reads is known by the endpoint's own credentials, and not by those of the application around it.</summary>
    private static AuditContext ContextOf(ClickHousePrincipal? principal)
    {
        var context = AuditContext.Current;
        if (principal is not null)
            return context with { Actor = new AuditActor(ActorType.User, principal.Id, principal.Name, principal.TenantId) { Roles = [.. principal.Roles] } };
        return context.Actor.Type == ActorType.System ? context with { Actor = AuditActor.Anonymous } : context;
    }
}
