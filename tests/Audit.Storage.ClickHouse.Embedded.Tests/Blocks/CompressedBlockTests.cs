using System.Buffers.Binary;
using Audit.Storage.ClickHouse.Embedded.Blocks;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Blocks;

public sealed class CompressedBlockTests
{
    private const int Mebibyte = 1 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(Mebibyte - 1, 1)]
    [InlineData(Mebibyte, 1)]
    [InlineData(Mebibyte + 1, 2)]
    [InlineData((3 * Mebibyte) + 12_345, 4)]
    public async Task Data_of_any_length_is_written_and_read_in_as_many_blocks_as_it_takes(int length, int blocks)
    {
        var data = Data(length);
        var written = await TestBlocks.WriteAsync(data, Token);

        Assert.Equal(blocks, TestBlocks.Split(written).Count);
        Assert.Equal(data, TestBlocks.UnpackAll(written));
        await using var reader = new CompressedBlockReader(new MemoryStream(written));
        Assert.Equal(data, await DrainAsync(reader));
    }

    [Fact]
    public async Task Data_that_does_not_compress_fits_all_the_same()
    {
        var data = new byte[Mebibyte];
        new Random(1).NextBytes(data);

        Assert.Equal(data, TestBlocks.UnpackAll(await TestBlocks.WriteAsync(data, Token)));
    }

    [Fact]
    public async Task What_was_flushed_can_be_read_before_the_end()
    {
        using var output = new MemoryStream();
        await using var writer = new CompressedBlockWriter(output, leaveOpen: true);
        await writer.WriteAsync("first"u8.ToArray(), Token);
        Assert.Equal(0, output.Length);

        await writer.FlushAsync(Token);

        Assert.Equal("first"u8, TestBlocks.UnpackAll(output.ToArray()));
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(15, 40)]
    [InlineData(16, 89)]
    [InlineData(20, 39)]
    [InlineData(24, 39)]
    [InlineData(21, 40)]
    [InlineData(25, 40)]
    [InlineData(40, 40)]
    public async Task Damaged_byte_of_a_block_is_noticed(int at, int code)
    {
        var block = await TestBlocks.WriteAsync(Data(100), Token);
        block[at] ^= 0x40;

        await using var reader = new CompressedBlockReader(new MemoryStream(block));
        Assert.Equal(code, (await Assert.ThrowsAsync<ClickHouseError>(() => DrainAsync(reader))).Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(60)]
    public async Task Block_that_ends_too_early_is_noticed(int length)
    {
        var block = await TestBlocks.WriteAsync(Data(200), Token);

        await using var reader = new CompressedBlockReader(new MemoryStream(block[..length]));
        Assert.Equal(33, (await Assert.ThrowsAsync<ClickHouseError>(() => DrainAsync(reader))).Code);
    }

    [Theory]
    [InlineData(0x82, 5, "garbage")]
    [InlineData(0x90, 5, "garbage")]
    [InlineData(0x02, 5, "garbage")]
    [InlineData(0x02, 9, "garbage")]
    [InlineData(0x82, 16 << 20, "garbage")]
    public async Task Data_of_another_size_than_named_is_refused_in_spite_of_its_checksum(byte method, int length, string packed)
    {
        await using var reader = new CompressedBlockReader(new MemoryStream(TestBlocks.Seal(method, length, System.Text.Encoding.UTF8.GetBytes(packed))));
        Assert.Equal(271, (await Assert.ThrowsAsync<ClickHouseError>(() => DrainAsync(reader))).Code);
    }

    [Theory]
    [InlineData(17, 8)]
    [InlineData(17, (16 << 20) + 1)]
    [InlineData(17, -1)]
    [InlineData(21, (16 << 20) + 1)]
    [InlineData(21, -1)]
    public async Task Sizes_that_cannot_be_are_refused_before_memory_is_taken(int at, int size)
    {
        var block = await TestBlocks.WriteAsync(Data(100), Token);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(at), size);

        await using var reader = new CompressedBlockReader(new MemoryStream(block));
        Assert.Equal(39, (await Assert.ThrowsAsync<ClickHouseError>(() => DrainAsync(reader))).Code);
    }

    private static byte[] Data(int length)
    {
        var data = new byte[length];
        for (var i = 0; i < length; i++)
            data[i] = (byte)((i * 31) ^ (i >> 7));
        return data;
    }

    private static async Task<byte[]> DrainAsync(Stream stream)
    {
        using var data = new MemoryStream();
        await stream.CopyToAsync(data, Token);
        return data.ToArray();
    }
}
