namespace Audit.Spooling.Reading;

/// <summary>Records that were in the spool and cannot be read.</summary>
/// <param name="First">The first sequence.</param>
/// <param name="Last">The last.</param>
internal readonly record struct SequenceGap(ulong First, ulong Last)
{
    public ulong Count => Last - First + 1;
}
