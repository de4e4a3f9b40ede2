using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

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

    public void Add(ReadOnlySpan<char> text)
    {
        // A chain of its own per text, so that the processor need not wait for the one before.
        var bytes = MemoryMarshal.AsBytes(text);
        var hash = (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * First;
            hash ^= hash >> 32;
            bytes = bytes[8..];
        }

        var rest = 0UL;
        for (var i = 0; i < bytes.Length; i += 2)
            rest = (rest << 16) | (uint)(bytes[i] | (bytes[i + 1] << 8));
        hash = (hash ^ rest) * Second;
        Add(hash ^ (hash >> 32));
    }

    public readonly ulong Finish()
    {
        var hash = _state;
        hash = (hash ^ (hash >> 32)) * Second;
        hash = (hash ^ (hash >> 29)) * First;
        return hash ^ (hash >> 32);
    }
}
