using Audit.Storage.ClickHouse.Embedded.Blocks;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Blocks;

/// <summary>Blocks as the engine itself writes and reads them, which it does in the files of its tables, too.</summary>
public sealed class PartFileTests(EmbeddedEngineFixture engine)
{
    private const string BlockOfEveryRow = "min_bytes_for_wide_part = 0, index_granularity = 1, index_granularity_bytes = 0, min_compress_block_size = 1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("NONE", 700)]
    [InlineData("LZ4", 2_000)]
    [InlineData("ZSTD(1)", 2_000)]
    public async Task Blocks_of_every_length_that_the_engine_wrote_are_read(string codec, int longest)
    {
        using var client = engine.CreateClient(await engine.CreateDatabaseAsync());
        await client.ExecuteNonQueryAsync(
            $"CREATE TABLE t (a UInt8 CODEC({codec}), s String CODEC({codec})) ENGINE = MergeTree ORDER BY tuple() SETTINGS {BlockOfEveryRow}", null, null, Token);
        await client.ExecuteNonQueryAsync($"INSERT INTO t SELECT number % 256, randomString(number) FROM numbers({longest})", null, null, Token);

        var (blocks, data) = (0, 0L);
        foreach (var file in Directory.GetFiles(await PartAsync(client, "t"), "*.bin"))
        {
            var bytes = await File.ReadAllBytesAsync(file, Token);
            blocks += TestBlocks.Split(bytes).Count;
            data += (await ReadAsync(bytes)).Length;
        }

        Assert.InRange(blocks, (2 * longest) - 2, 4 * longest);
        Assert.Equal(
            await client.ExecuteScalarAsync("SELECT toInt64(data_uncompressed_bytes) FROM system.parts WHERE database = currentDatabase() AND active", null, null, Token), data);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(40_000)]
    public async Task Block_that_is_written_here_is_read_by_the_engine(int length)
    {
        using var client = engine.CreateClient(await engine.CreateDatabaseAsync());
        await client.ExecuteNonQueryAsync("CREATE TABLE t (s String) ENGINE = MergeTree ORDER BY tuple() SETTINGS min_bytes_for_wide_part = 0", null, null, Token);
        await client.ExecuteNonQueryAsync($"INSERT INTO t SELECT leftPad(toString(number), {length}, 'x') FROM numbers(10)", null, null, Token);
        var expected = await SumAsync(client);
        var path = await PartAsync(client, "t");
        await client.ExecuteNonQueryAsync("ALTER TABLE t DETACH PARTITION tuple()", null, null, Token);

        var part = Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path))!, "detached", Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
        // Without it the engine takes the files as they are.
        File.Delete(Path.Combine(part, "checksums.txt"));
        foreach (var file in Directory.GetFiles(part, "*.bin"))
        {
            var engines = await File.ReadAllBytesAsync(file, Token);
            var ours = await TestBlocks.WriteAsync(await ReadAsync(engines), Token);
            Assert.Equal(0x82, ours[CompressedBlock.ChecksumBytes]);
            await File.WriteAllBytesAsync(file, ours, Token);
        }

        await client.ExecuteNonQueryAsync("ALTER TABLE t ATTACH PARTITION tuple()", null, null, Token);
        Assert.Equal(expected, await SumAsync(client));
        Assert.Equal(10UL, await client.ExecuteScalarAsync("SELECT count() FROM t WHERE NOT ignore(s)", null, null, Token));
    }

    [Fact]
    public async Task Errors_have_the_names_that_the_engine_gives_their_codes()
    {
        using var client = engine.CreateClient("default");
        ClickHouseError[] errors =
        [
            ClickHouseErrors.CannotReadAllData(1, 2), ClickHouseErrors.ChecksumMismatch(1, 2, 3), ClickHouseErrors.UnknownCompressionMethod(1),
            ClickHouseErrors.WrongBlockSize("size", 1, 2), ClickHouseErrors.CannotDecompress(1),
        ];
        foreach (var error in errors)
            Assert.Equal(error.Name, await client.ExecuteScalarAsync($"SELECT errorCodeToName({error.Code})", null, null, Token));
    }

    private static Task<object> SumAsync(ClickHouseClient client) =>
        client.ExecuteScalarAsync("SELECT sum(cityHash64(s)) FROM t", null, null, Token)!;

    private static async Task<string> PartAsync(ClickHouseClient client, string table) =>
        (string)(await client.ExecuteScalarAsync($"SELECT path FROM system.parts WHERE database = currentDatabase() AND table = '{table}' AND active", null, null, Token))!;

    private static async Task<byte[]> ReadAsync(byte[] blocks)
    {
        await using var reader = new CompressedBlockReader(new MemoryStream(blocks));
        using var data = new MemoryStream();
        await reader.CopyToAsync(data, Token);
        return data.ToArray();
    }
}
