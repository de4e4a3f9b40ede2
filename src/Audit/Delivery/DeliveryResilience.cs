using Audit.Diagnostics;
using Audit.Storage;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Audit.Delivery;

/// <summary>Retry for ever with exponential backoff and jitter, around a circuit breaker, around a time-out per attempt.</summary>
internal static class DeliveryResilience
{
    public static ResiliencePipeline Create(
        AuditDeliveryOptions options,
        DeliveryState state,
        PipelineCounters counters,
        TimeProvider time,
        ILogger logger) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(Retry(options, counters))
            .AddCircuitBreaker(CircuitBreaker(options, state, logger))
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout })
            .Build();

    private static RetryStrategyOptions Retry(AuditDeliveryOptions options, PipelineCounters counters) => new()
    {
        MaxRetryAttempts = int.MaxValue,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.FirstDelay,
        MaxDelay = options.LongestDelay,

        // Time-outs of HTTP clients come as cancellations, too. Polly itself stops when the token of the call is cancelled.
        ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is not null),

        // An open circuit tells when it is worth to ask again; a store that refuses everything is asked as seldom as may be.
        DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(arguments.Outcome.Exception switch
        {
            BrokenCircuitException { RetryAfter: { } after } => after,
            AuditStoreException { Failure: AuditStoreFailure.Refused } => options.LongestDelay,
            _ => null,
        }),

        OnRetry = arguments =>
        {
            if (arguments.Outcome.Exception is not BrokenCircuitException)
                counters.AttemptRepeated();
            return ValueTask.CompletedTask;
        },
    };

    private static CircuitBreakerStrategyOptions CircuitBreaker(AuditDeliveryOptions options, DeliveryState state, ILogger logger) => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = 4,
        SamplingDuration = TimeSpan.FromSeconds(30),
        ShouldHandle = static arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is not (null or AuditStoreException { Failure: AuditStoreFailure.Refused }) && !arguments.Context.CancellationToken.IsCancellationRequested),
        BreakDurationGenerator = arguments =>
        {
            var doublings = Math.Min(arguments.HalfOpenAttempts, 16);
            var duration = options.FirstBreak * Math.Pow(2, doublings);
            return ValueTask.FromResult(duration < options.LongestBreak ? duration : options.LongestBreak);
        },
        OnOpened = arguments =>
        {
            state.IsCircuitOpen = true;
            logger.CircuitOpened(arguments.BreakDuration);
            return ValueTask.CompletedTask;
        },
        OnClosed = _ =>
        {
            state.IsCircuitOpen = false;
            logger.CircuitClosed();
            return ValueTask.CompletedTask;
        },
    };
}
