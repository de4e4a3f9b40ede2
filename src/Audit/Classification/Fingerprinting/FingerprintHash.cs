using System.Numerics;

namespace Audit.Classification.Fingerprinting;

/// <summary>
/// The hash behind fingerprints. They are stored, so it must never change: not with the process, the platform or the version.
/// It withstands accidents, not attacks.
/// </summary>
internal struct FingerprintHash
{
    private const ulong First = 0x9E37_79B9_7F4A_7C15;
    private const ulong Second = 0xD6E8_FEB8_6659_FD93;

    private ulong _state;

    public void Add(ulong value) => _state = (BitOperations.RotateLeft(_state ^ (value * First), 29) * Second) + First;

    public readonly ulong Finish()
    {
        var hash = _state;
        hash = (hash ^ (hash >> 32)) * Second;
        hash = (hash ^ (hash >> 29)) * First;
        return hash ^ (hash >> 32);
    }
}
