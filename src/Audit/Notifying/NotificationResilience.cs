using Polly;
using Polly.Retry;

namespace Audit.Notifying;

/// <summary>A few attempts with exponential backoff and jitter, around a time-out for each.</summary>
internal static class NotificationResilience
{
    public static ResiliencePipeline Create(AuditNotificationOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,

                // Time-outs of HTTP clients come as cancellations, too. Polly itself stops when the token of the call is cancelled.
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is not null),
            });
        }

        return builder.AddTimeout(options.AttemptTimeout).Build();
    }
}
