using System.Buffers.Binary;
using Audit.Storage.ClickHouse.Embedded.Blocks;
using K4os.Compression.LZ4;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Blocks;

/// <summary>What a driver does with blocks.</summary>
internal static class TestBlocks
{
    private const int HeaderBytes = 25;

    /// <summary>Takes an answer apart into its blocks, which must be whole.</summary>
    public static List<byte[]> Split(ReadOnlySpan<byte> answer)
    {
        var blocks = new List<byte[]>();
        while (!answer.IsEmpty)
        {
            var length = 16 + BinaryPrimitives.ReadInt32LittleEndian(answer[17..]);
            blocks.Add(answer[..length].ToArray());
            answer = answer[length..];
        }

        return blocks;
    }

    /// <summary>The data of a block that was compressed by LZ4, whose checksum must be right.</summary>
    public static byte[] Unpack(byte[] block)
    {
        Assert.Equal(0x82, block[16]);
        Assert.Equal(BinaryPrimitives.ReadUInt128LittleEndian(block), CityHash128.Hash(block.AsSpan(16)));
        var data = new byte[BinaryPrimitives.ReadInt32LittleEndian(block.AsSpan(21))];
        Assert.Equal(data.Length, LZ4Codec.Decode(block.AsSpan(HeaderBytes), data));
        return data;
    }

    /// <summary>The data of all blocks of an answer.</summary>
    public static byte[] UnpackAll(ReadOnlySpan<byte> answer) => [.. Split(answer).SelectMany(Unpack)];

    /// <summary>A block with a right checksum, whatever is in it.</summary>
    public static byte[] Seal(byte method, int dataLength, ReadOnlySpan<byte> packed)
    {
        var block = new byte[HeaderBytes + packed.Length];
        block[16] = method;
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(17), 9 + packed.Length);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(21), dataLength);
        packed.CopyTo(block.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt128LittleEndian(block, CityHash128.Hash(block.AsSpan(16)));
        return block;
    }

    public static async Task<byte[]> WriteAsync(byte[] data, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        await using (var writer = new CompressedBlockWriter(output, leaveOpen: true))
            await writer.WriteAsync(data, cancellationToken);
        return output.ToArray();
    }
}
