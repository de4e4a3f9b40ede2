using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Parameters;
using K4os.Compression.LZ4.Streams;
using ZstdSharp;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

public sealed class EndpointTests(EndpointFixture endpoint) : IClassFixture<EndpointFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ping")]
    [InlineData("../ping")]
    public async Task Ping_needs_no_credentials(string path)
    {
        using var client = new HttpClient { BaseAddress = endpoint.Address };
        Assert.Equal("Ok.\n", await client.GetStringAsync(new Uri(path, UriKind.Relative), Token));
    }

    [Theory]
    [InlineData("analyst", "wrong", 516)]
    [InlineData("nobody", EndpointFixture.Password, 516)]
    [InlineData("analyst", "", 516)]
    [InlineData("viewer", EndpointFixture.Password, 497)]
    public async Task Who_may_not_read_gets_the_error_of_ClickHouse(string user, string password, int code)
    {
        using var client = endpoint.CreateClient(user, password);
        var error = await Assert.ThrowsAsync<ClickHouseServerException>(() => client.ExecuteScalarAsync("SELECT 1", null, null, Token));
        Assert.Equal(code, error.ErrorCode);
        using var http = new HttpClient { BaseAddress = endpoint.Address };
        http.DefaultRequestHeaders.Add("X-ClickHouse-User", user);
        http.DefaultRequestHeaders.Add("X-ClickHouse-Key", password);
        Assert.Equal((403, code), (await EndpointFixture.SendAsync(http, "SELECT 1", "", Token)) is var (status, number, _) ? (status, number) : default);
    }

    [Theory]
    [InlineData("cross-site", 403)]
    [InlineData("same-site", 403)]
    [InlineData("same-origin", 200)]
    [InlineData("none", 200)]
    public async Task Pages_of_other_sites_cannot_ask_with_what_a_browser_keeps(string site, int status)
    {
        using var client = endpoint.CreateHttpClient();
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", site);
        using var response = await client.GetAsync(new Uri("?query=SELECT%201", UriKind.Relative), Token);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", response.Headers.GetValues("Cache-Control").Single());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Who_sent_too_many_wrong_passwords_is_told_when_to_come_again()
    {
        using var client = new HttpClient { BaseAddress = endpoint.Address };
        client.DefaultRequestHeaders.Add("X-ClickHouse-User", "throttled");
        client.DefaultRequestHeaders.Add("X-ClickHouse-Key", EndpointFixture.Password);
        using var response = await client.GetAsync(new Uri("?query=SELECT%201", UriKind.Relative), Token);

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        Assert.Equal("201", response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
        Assert.DoesNotContain(endpoint.Log.Events, static one => one.ErrorCode == "201");
    }

    [Theory]
    [InlineData("header")]
    [InlineData("basic")]
    [InlineData("bearer")]
    [InlineData("url")]
    public async Task Credentials_are_accepted_in_every_way_of_ClickHouse(string way)
    {
        using var client = new HttpClient { BaseAddress = endpoint.Address };
        var query = "?query=SELECT%2042";
        if (way == "header")
        {
            client.DefaultRequestHeaders.Add("X-ClickHouse-User", "analyst");
            client.DefaultRequestHeaders.Add("X-ClickHouse-Key", EndpointFixture.Password);
        }
        else if (way == "basic")
        {
            var value = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"analyst:{EndpointFixture.Password}"));
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", value);
        }
        else if (way == "bearer")
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", EndpointFixture.Password);
        }
        else
        {
            query += $"&user=analyst&password={EndpointFixture.Password}";
        }
        Assert.Equal("42\n", await client.GetStringAsync(new Uri(query, UriKind.Relative), Token));
    }

    [Fact]
    public async Task Driver_reads_over_the_network_with_parameters()
    {
        using var client = endpoint.CreateClient();
        var parameters = new ClickHouseParameterCollection { new ClickHouseDbParameter { ParameterName = "actor", Value = "alice", ClickHouseType = "String" } };
        Assert.Equal(500UL, await client.ExecuteScalarAsync("SELECT count() FROM audit_logs WHERE actor = {actor:String}", parameters, null, Token));
        Assert.True(await client.PingAsync(null, Token));
        var rows = 0;
        await using var reader = await client.ExecuteReaderAsync("SELECT number FROM numbers(1000000)", null, null, Token);
        while (await reader.ReadAsync(Token))
            rows++;
        Assert.Equal(1_000_000, rows);
    }

    [Fact]
    public async Task Insert_by_the_driver_is_refused()
    {
        using var client = endpoint.CreateClient();
        using var data = new MemoryStream("1,x,y\n"u8.ToArray());
        var error = await Assert.ThrowsAsync<ClickHouseServerException>(
            () => client.InsertRawStreamAsync("audit_logs", data, "CSV", ["id", "actor", "path"], true, null, Token));
        Assert.Equal(164, error.ErrorCode);
    }

    [Fact]
    public async Task Answer_carries_the_headers_of_ClickHouse()
    {
        using var client = endpoint.CreateHttpClient();
        using var response = await client.GetAsync(new Uri("?query=SELECT+1+AS+a+FORMAT+JSON&query_id=my-id", UriKind.Relative), Token);
        Assert.Equal("my-id", response.Headers.GetValues("X-ClickHouse-Query-Id").Single());
        Assert.Equal("JSON", response.Headers.GetValues("X-ClickHouse-Format").Single());
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        using var summary = JsonDocument.Parse(response.Headers.GetValues("X-ClickHouse-Summary").Single());
        Assert.Equal("1", summary.RootElement.GetProperty("result_rows").GetString());
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(1, document.RootElement.GetProperty("rows").GetInt32());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("lz4")]
    [InlineData("deflate")]
    public async Task Requests_and_answers_are_compressed_when_asked_for(string encoding)
    {
        using var client = endpoint.CreateHttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("?enable_http_compression=1", UriKind.Relative));
        request.Headers.AcceptEncoding.ParseAdd(encoding);
        using var body = new MemoryStream();
        await using (var compressed = Compress(body, encoding))
            await compressed.WriteAsync("SELECT number FROM numbers(100000)"u8.ToArray(), Token);
        request.Content = new ByteArrayContent(body.ToArray());
        request.Content.Headers.ContentEncoding.Add(encoding);
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.Single());
        await using var plain = Decompress(await response.Content.ReadAsStreamAsync(Token), encoding);
        using var text = new StreamReader(plain);
        Assert.Equal(Enumerable.Range(0, 100000).Select(x => $"{x}\n").Aggregate(0L, (sum, x) => sum + x.Length), (await text.ReadToEndAsync(Token)).Length);
    }

    [Fact]
    public async Task Statement_as_a_form_of_curl_is_taken_as_it_is()
    {
        using var client = endpoint.CreateHttpClient();
        using var content = new StringContent("SELECT 1 + 1");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        using var response = await client.PostAsync((Uri?)null, content, Token);
        Assert.Equal("2\n", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Error_after_the_answer_has_begun_ends_it_with_the_mark_and_without_a_proper_end()
    {
        using var client = endpoint.CreateHttpClient();
        using var content = new StringContent("SELECT throwIf(number = 3000000), number FROM numbers(4000000) FORMAT TSV");
        using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = content };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(200, (int)response.StatusCode);
        var tag = response.Headers.GetValues("X-ClickHouse-Exception-Tag").Single();
        using var received = new MemoryStream();
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var body = await response.Content.ReadAsStreamAsync(Token);
            await body.CopyToAsync(received, Token);
        });
        var text = System.Text.Encoding.UTF8.GetString(received.ToArray());
        Assert.Contains($"\r\n__exception__\r\n{tag}\r\nCode: 395. DB::Exception", text, StringComparison.Ordinal);
        Assert.EndsWith($" {tag}\r\n__exception__\r\n", text, StringComparison.Ordinal);
    }

    private static Stream Compress(Stream stream, string encoding) => encoding switch
    {
        "gzip" => new GZipStream(stream, CompressionLevel.Fastest, true),
        "br" => new BrotliStream(stream, CompressionLevel.Fastest, true),
        "deflate" => new ZLibStream(stream, CompressionLevel.Fastest, true),
        "zstd" => new CompressionStream(stream, leaveOpen: true),
        _ => LZ4Stream.Encode(stream, leaveOpen: true),
    };

    private static Stream Decompress(Stream stream, string encoding) => encoding switch
    {
        "gzip" => new GZipStream(stream, CompressionMode.Decompress),
        "br" => new BrotliStream(stream, CompressionMode.Decompress),
        "deflate" => new ZLibStream(stream, CompressionMode.Decompress),
        "zstd" => new DecompressionStream(stream),
        _ => LZ4Stream.Decode(stream),
    };
}
