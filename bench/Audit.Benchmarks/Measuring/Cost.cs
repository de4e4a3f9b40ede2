namespace Audit.Benchmarks.Measuring;

/// <summary>What one operation cost the thread that ran it.</summary>
/// <param name="Microseconds">CPU time.</param>
/// <param name="Bytes">Bytes allocated.</param>
internal readonly record struct Cost(double Microseconds, double Bytes)
{
    public static Cost operator -(Cost left, Cost right) => new(left.Microseconds - right.Microseconds, left.Bytes - right.Bytes);

    /// <summary>The cost of one of several parts.</summary>
    public Cost Per(int parts) => new(Microseconds / parts, Bytes / parts);

    /// <summary>Runs an operation many times on this thread.</summary>
    public static Cost Of(Action<int> operation, int times)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = ThreadClock.Nanoseconds;
        for (var i = 0; i < times; i++)
            operation(i);
        var spent = ThreadClock.Nanoseconds - started;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return new Cost(spent / 1000.0 / times, (double)bytes / times);
    }

    /// <summary>The median of each.</summary>
    public static Cost Median(IEnumerable<Cost> costs)
    {
        var all = costs.ToArray();
        return new Cost(Median([.. all.Select(static cost => cost.Microseconds)]), Median([.. all.Select(static cost => cost.Bytes)]));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
