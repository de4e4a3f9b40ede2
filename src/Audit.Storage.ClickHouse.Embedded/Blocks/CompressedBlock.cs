using System.Buffers.Binary;
using K4os.Compression.LZ4;
using ZstdSharp;

namespace Audit.Storage.ClickHouse.Embedded.Blocks;

/// <summary>
/// One block of ClickHouse's own compression: 16 bytes of checksum over all that follows, the method, the size of the block without its checksum, the size of
/// the data in it, and the data. Numbers are little-endian.
/// </summary>
internal static class CompressedBlock
{
    internal const int ChecksumBytes = 16;

    /// <summary>The method and the two sizes.</summary>
    internal const int HeaderBytes = 9;

    /// <summary>The data of a block that is written, as on a server.</summary>
    internal const int DataBytes = 1 << 20;

    /// <summary>The size of a block that is read, and of the data in it: drivers make them as long as what they collect, which are ten mebibytes at most.</summary>
    internal const int MaxReadBytes = 16 << 20;

    private const byte None = 0x02;
    private const byte Lz4 = 0x82;
    private const byte Zstd = 0x90;

    /// <summary>How long a block of so much data can get.</summary>
    internal static int MaxLength(int dataBytes) => ChecksumBytes + HeaderBytes + LZ4Codec.MaximumOutputSize(dataBytes);

    /// <summary>Writes data as a block, compressed by LZ4.</summary>
    /// <returns>The length of the block.</returns>
    internal static int Write(ReadOnlySpan<byte> data, Span<byte> block)
    {
        var length = HeaderBytes + LZ4Codec.Encode(data, block[(ChecksumBytes + HeaderBytes)..]);
        var summed = block.Slice(ChecksumBytes, length);
        summed[0] = Lz4;
        BinaryPrimitives.WriteInt32LittleEndian(summed[1..], length);
        BinaryPrimitives.WriteInt32LittleEndian(summed[5..], data.Length);
        BinaryPrimitives.WriteUInt128LittleEndian(block, CityHash128.Hash(summed));
        return ChecksumBytes + length;
    }

    /// <summary>The sizes that the beginning of a block names: of the block without its checksum, and of the data in it.</summary>
    /// <exception cref="ClickHouseError">They cannot be right, or the method is not known.</exception>
    internal static (int Length, int DataLength) ReadSizes(ReadOnlySpan<byte> start)
    {
        var header = start[ChecksumBytes..];
        if (header[0] is not (None or Lz4 or Zstd))
            throw ClickHouseErrors.UnknownCompressionMethod(header[0]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[1..]);
        var dataLength = BinaryPrimitives.ReadUInt32LittleEndian(header[5..]);
        if (length is < HeaderBytes or > MaxReadBytes)
            throw ClickHouseErrors.WrongBlockSize("size_compressed_without_checksum", length, MaxReadBytes);
        if (dataLength > MaxReadBytes)
            throw ClickHouseErrors.WrongBlockSize("size_decompressed", dataLength, MaxReadBytes);
        return ((int)length, (int)dataLength);
    }

    /// <summary>Takes the data out of a whole block.</summary>
    /// <exception cref="ClickHouseError">The block is damaged.</exception>
    internal static void Read(ReadOnlySpan<byte> block, Span<byte> data)
    {
        var summed = block[ChecksumBytes..];
        var (reference, actual) = (BinaryPrimitives.ReadUInt128LittleEndian(block), CityHash128.Hash(summed));
        if (reference != actual)
            throw ClickHouseErrors.ChecksumMismatch(reference, actual, summed.Length);
        var packed = summed[HeaderBytes..];
        if (!TryUnpack(summed[0], packed, data))
            throw ClickHouseErrors.CannotDecompress(summed[0]);
    }

    private static bool TryUnpack(byte method, ReadOnlySpan<byte> packed, Span<byte> data)
    {
        switch (method)
        {
            case Lz4:
                return LZ4Codec.Decode(packed, data) == data.Length;
            case Zstd:
                return TryUnpackZstd(packed, data);
            default:
                return packed.Length == data.Length && packed.TryCopyTo(data);
        }
    }

    private static bool TryUnpackZstd(ReadOnlySpan<byte> packed, Span<byte> data)
    {
        using var zstd = new Decompressor();
        try
        {
            return zstd.TryUnwrap(packed, data, out var written) && written == data.Length;
        }
        catch (ZstdException)
        {
            return false;
        }
    }
}
