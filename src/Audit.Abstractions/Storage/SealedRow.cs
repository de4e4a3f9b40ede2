namespace Audit.Storage;

/// <summary>Where a sealed row lies in its batch, and what sealing gave it.</summary>
/// <param name="Offset">Where the row's bytes begin in <see cref="SealedBatch.Rows"/>.</param>
/// <param name="Length">The number of the row's bytes.</param>
/// <param name="Sequence">The row's place in its stream, from 1, without gaps.</param>
/// <param name="LeafCheck">The first four bytes of the row's leaf hash, little-endian.</param>
/// <param name="ExpiresAt">When the row may be deleted, in seconds since 1970-01-01 UTC.</param>
public readonly record struct SealedRow(int Offset, int Length, ulong Sequence, uint LeafCheck, uint ExpiresAt);
