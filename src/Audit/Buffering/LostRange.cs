namespace Audit.Buffering;

/// <summary>Events that were lost after they had been given their sequence.</summary>
/// <param name="Stream">Their stream.</param>
/// <param name="First">The first sequence.</param>
/// <param name="Last">The last sequence.</param>
internal sealed record LostRange(string Stream, ulong First, ulong Last)
{
    public long Count => checked((long)(Last - First + 1));
}
