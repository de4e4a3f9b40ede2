using Audit.Storage.ClickHouse.Writing;

namespace Audit.Storage.ClickHouse.Tests.Writing;

public sealed class NativeBlockStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Pieces_are_read_as_one(int size)
    {
        var block = Block();
        using var stream = new NativeBlockStream(block);
        Assert.Equal(block.Length, stream.Length);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, size, TestContext.Current.CancellationToken);
        Assert.Equal(block.ToArray(), read.ToArray());
        Assert.Equal([1, 7, 0, 0, 0, 0, 0, 0, 0, 10, 11, 12, 3, (byte)'a', (byte)'b', (byte)'c'], read.ToArray());
    }

    [Fact]
    public void Nothing_is_read_after_the_end_of_the_insert()
    {
        var stream = new NativeBlockStream(Block());
        Assert.Equal(1, stream.ReadByte());
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
    }

    private static NativeBlock Block()
    {
        var block = new NativeBlock();
        block.AddCount(1);
        block.Add(7UL);
        block.Add(new byte[] { 10, 11, 12 });
        block.Add(ReadOnlyMemory<byte>.Empty);
        block.Add("abc");
        return block;
    }
}
