using System.Globalization;
using System.IO.Compression;
using Audit.Storage.ClickHouse.Embedded.Tests.Blocks;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

/// <summary>What drivers for the JVM and for Go ask for unless they are told otherwise: <c>compress=1</c> and <c>decompress=1</c>.</summary>
public sealed class BlockCompressionTests(EndpointFixture endpoint) : IClassFixture<EndpointFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT 1 WHERE 0 FORMAT TSV", 0)]
    [InlineData("SELECT 42", 1)]
    [InlineData("SELECT number FROM numbers(100000)", 1)]
    [InlineData("SELECT number FROM numbers(1000000)", 7)]
    [InlineData("SELECT * FROM numbers(1000000) FORMAT RowBinaryWithNamesAndTypes", 8)]
    [InlineData("EXPLAIN SELECT 1", 1)]
    [InlineData("SHOW TABLES", 1)]
    public async Task Answer_comes_in_blocks_and_is_the_same(string sql, int blocks)
    {
        using var client = endpoint.CreateHttpClient();
        var (_, plain) = await PostAsync(client, "", System.Text.Encoding.UTF8.GetBytes(sql));
        var (response, answer) = await PostAsync(client, "?compress=1", System.Text.Encoding.UTF8.GetBytes(sql));

        Assert.Equal(200, (int)response.StatusCode);
        // Nothing but the request tells.
        Assert.Empty(response.Content.Headers.ContentEncoding);
        var split = TestBlocks.Split(answer);
        Assert.Equal(blocks, split.Count);
        Assert.All(split, static block => Assert.InRange(TestBlocks.Unpack(block).Length, 1, 1 << 20));
        Assert.Equal(plain, TestBlocks.UnpackAll(answer));
    }

    [Fact]
    public async Task Statement_may_come_in_blocks_as_well()
    {
        using var client = endpoint.CreateHttpClient();
        var sql = System.Text.Encoding.UTF8.GetBytes($"SELECT 42 /* {new string('x', 3000)} */");
        byte[] body = [.. await TestBlocks.WriteAsync(sql[..10], Token), .. await TestBlocks.WriteAsync(sql[10..], Token)];

        Assert.Equal("42\n", Text((await PostAsync(client, "?decompress=1", body)).Body));
        Assert.Equal("42\n", Text(TestBlocks.UnpackAll((await PostAsync(client, "?compress=1&decompress=1", body)).Body)));
        Assert.Equal("42\n", Text((await PostAsync(client, "?decompress=1&query=SELECT", await TestBlocks.WriteAsync("42"u8.ToArray(), Token))).Body));
    }

    [Theory]
    [InlineData(3, 500, 40)]
    [InlineData(16, 500, 89)]
    [InlineData(20, 500, 39)]
    public async Task Damaged_statement_is_refused_with_the_error_of_ClickHouse(int at, int status, int code)
    {
        using var client = endpoint.CreateHttpClient();
        var body = await TestBlocks.WriteAsync("SELECT 1"u8.ToArray(), Token);
        body[at] ^= 0x40;

        var (response, text) = await PostAsync(client, "?decompress=1", body);

        Assert.Equal((status, code), ((int)response.StatusCode, CodeOf(response)));
        Assert.StartsWith($"Code: {code}. DB::Exception: ", Text(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statement_that_ends_in_the_middle_of_a_block_is_refused()
    {
        using var client = endpoint.CreateHttpClient();
        var (response, _) = await PostAsync(client, "?decompress=1", (await TestBlocks.WriteAsync("SELECT 1"u8.ToArray(), Token))[..^1]);
        Assert.Equal((400, 33), ((int)response.StatusCode, CodeOf(response)));
    }

    [Fact]
    public async Task Statement_that_is_small_only_while_compressed_is_refused()
    {
        using var client = endpoint.CreateHttpClient();
        var sql = System.Text.Encoding.UTF8.GetBytes("SELECT 1 " + new string(' ', 8 << 20));
        var (response, _) = await PostAsync(client, "?decompress=1", await TestBlocks.WriteAsync(sql, Token));
        Assert.Equal((400, 62), ((int)response.StatusCode, CodeOf(response)));
    }

    [Theory]
    [InlineData("SELECT nothing_of_the_kind", 404, 47)]
    [InlineData("INSERT INTO audit_logs VALUES (1, '', '')", 500, 164)]
    public async Task Error_comes_in_a_block_as_well(string sql, int status, int code)
    {
        using var client = endpoint.CreateHttpClient();
        var (response, answer) = await PostAsync(client, "?compress=1", System.Text.Encoding.UTF8.GetBytes(sql));

        Assert.Equal((status, code), ((int)response.StatusCode, CodeOf(response)));
        Assert.StartsWith($"Code: {code}. DB::Exception: ", Text(TestBlocks.UnpackAll(answer)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_that_is_answered_with_403_is_plain_as_the_driver_for_the_JVM_expects_it()
    {
        using var client = endpoint.CreateHttpClient();
        var (response, answer) = await PostAsync(client, "?compress=1", "SELECT file('/etc/hostname')"u8.ToArray());

        Assert.Equal((403, 497), ((int)response.StatusCode, CodeOf(response)));
        Assert.StartsWith("Code: 497. DB::Exception: ", Text(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?compress=1&user=nobody&password=wrong", 516)]
    [InlineData("?compress=1&decompress=maybe", 36)]
    public async Task Error_before_it_is_settled_who_asks_for_what_is_plain(string query, int code)
    {
        using var client = new HttpClient { BaseAddress = endpoint.Address };
        var (response, answer) = await PostAsync(client, query, "SELECT 1"u8.ToArray());

        Assert.Equal(code, CodeOf(response));
        Assert.StartsWith($"Code: {code}. DB::Exception: ", Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_after_the_answer_has_begun_comes_in_the_last_block()
    {
        using var client = endpoint.CreateHttpClient();
        using var content = new StringContent("SELECT throwIf(number = 3000000), number FROM numbers(4000000) FORMAT TSV");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("?compress=1", UriKind.Relative)) { Content = content };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(200, (int)response.StatusCode);
        var tag = response.Headers.GetValues("X-ClickHouse-Exception-Tag").Single();
        using var received = new MemoryStream();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var body = await response.Content.ReadAsStreamAsync(Token);
            await body.CopyToAsync(received, Token);
        });

        var last = Text(TestBlocks.Unpack(TestBlocks.Split(received.ToArray())[^1]));
        Assert.Contains($"\r\n__exception__\r\n{tag}\r\nCode: 395. DB::Exception", last, StringComparison.Ordinal);
        Assert.EndsWith($" {tag}\r\n__exception__\r\n", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_are_inside_what_HTTP_compresses()
    {
        using var client = endpoint.CreateHttpClient();
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        var sql = "SELECT number FROM numbers(1000000)"u8.ToArray();
        var (response, answer) = await PostAsync(client, "?compress=1&enable_http_compression=1", sql);

        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        await using var gzip = new GZipStream(new MemoryStream(answer), CompressionMode.Decompress);
        using var blocks = new MemoryStream();
        await gzip.CopyToAsync(blocks, Token);
        Assert.Equal(6_888_890, TestBlocks.UnpackAll(blocks.ToArray()).Length);

        var (unasked, plain) = await PostAsync(client, "?compress=1", "SELECT 42"u8.ToArray());
        Assert.Empty(unasked.Content.Headers.ContentEncoding);
        Assert.Equal("42\n", Text(TestBlocks.UnpackAll(plain)));
    }

    private static async Task<(HttpResponseMessage Response, byte[] Body)> PostAsync(HttpClient client, string query, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var response = await client.PostAsync(new Uri(query, UriKind.Relative), content, Token);
        return (response, await response.Content.ReadAsByteArrayAsync(Token));
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private static int CodeOf(HttpResponseMessage response) =>
        int.Parse(response.Headers.GetValues("X-ClickHouse-Exception-Code").Single(), CultureInfo.InvariantCulture);
}
