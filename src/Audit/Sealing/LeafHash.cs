using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Audit.Sealing;

/// <summary>The hash of a row: SHA-256 over a byte 0 (which tells leaves from inner nodes of a Merkle tree, RFC 9162) and the row's bytes.</summary>
internal static class LeafHash
{
    public const int Size = SHA256.HashSizeInBytes;

    /// <summary>Computes the hash of a row that has one byte of the caller's before it; the byte is borrowed for the prefix.</summary>
    /// <param name="byteAndRow">The byte before the row, and the row.</param>
    /// <param name="hash">Where the hash is written.</param>
    public static void Compute(Span<byte> byteAndRow, Span<byte> hash)
    {
        var borrowed = byteAndRow[0];
        byteAndRow[0] = 0;
        SHA256.HashData(byteAndRow, hash);
        byteAndRow[0] = borrowed;
    }

    /// <summary>Computes the hash of a row that has no byte before it which could be borrowed.</summary>
    public static void ComputeOfRow(ReadOnlySpan<byte> row, Span<byte> hash)
    {
        using var leaf = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        leaf.AppendData([0]);
        leaf.AppendData(row);
        leaf.GetHashAndReset(hash);
    }

    /// <summary>The first four bytes, little-endian.</summary>
    public static uint Check(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt32LittleEndian(hash);
}
