namespace Audit.Buffering;

/// <summary>How many events were lost for one reason.</summary>
/// <param name="Count">The number of events.</param>
/// <param name="First">When the first was lost.</param>
/// <param name="Last">When the last was lost.</param>
internal readonly record struct Loss(long Count, DateTimeOffset First, DateTimeOffset Last)
{
    /// <summary>This loss and one that came later.</summary>
    public Loss With(in Loss later) => Count == 0 ? later : new Loss(Count + later.Count, First, later.Last);
}
