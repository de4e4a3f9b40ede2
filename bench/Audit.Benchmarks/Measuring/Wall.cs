using System.Diagnostics;

namespace Audit.Benchmarks.Measuring;

/// <summary>Time on the wall, and figures of several.</summary>
internal readonly struct Wall
{
    private readonly long _started;

    private Wall(long started) => _started = started;

    public double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    public static Wall Start() => new(Stopwatch.GetTimestamp());

    /// <summary>The value below which the given share of all lies.</summary>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Min(sorted.Length - 1, Math.Ceiling(share * sorted.Length) - 1)];
    }
}
