namespace Audit.Testing.Memory;

/// <summary>What an action leaves alive, in bytes.</summary>
internal static class KeptMemory
{
    public const int Measurements = 3;

    /// <summary>Does it a few times. The least counts: whatever else the process does meanwhile can only add to it.</summary>
    public static async Task<long> OfAsync(Func<Task> act)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Measurements; i++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await act();
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        return least;
    }
}
