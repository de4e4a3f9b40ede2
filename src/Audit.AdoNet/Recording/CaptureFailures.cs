using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Audit.AdoNet.Recording;

/// <summary>Counts and logs what went wrong within a capture: the command it watched must not notice.</summary>
internal sealed class CaptureFailures
{
    private readonly ILogger<CaptureFailures> _logger;
    private readonly Counter<long> _failures;
    private long _count;

    public CaptureFailures(IMeterFactory meters, ILogger<CaptureFailures> logger)
    {
        _logger = logger;
        _failures = meters.Create("Audit.AdoNet").CreateCounter<long>("audit.capture.failures", "{command}", "Commands that could not be captured.");
    }

    /// <summary>How many captures failed so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    public void Report(Exception exception)
    {
        Interlocked.Increment(ref _count);
        _failures.Add(1);
        Log.CaptureFailed(_logger, exception.GetType().Name, exception.StackTrace);
    }
}
