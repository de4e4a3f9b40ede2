using System.Net.Http.Headers;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

/// <summary>Bodies that are not what their headers say are the client's error, and told with ClickHouse's own code.</summary>
public sealed class DamagedBodyTests(EndpointFixture endpoint) : IClassFixture<EndpointFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip", 354)]
    [InlineData("deflate", 354)]
    [InlineData("br", 448)]
    [InlineData("zstd", 561)]
    [InlineData("lz4", 618)]
    public async Task Body_that_is_not_compressed_as_it_says_is_refused(string encoding, int code)
    {
        using var content = new ByteArrayContent("SELECT 1, and nothing of this is compressed"u8.ToArray());
        content.Headers.ContentEncoding.Add(encoding);

        var text = await RefusalAsync(content, code);

        using var client = endpoint.CreateHttpClient();
        var name = await client.GetStringAsync(new Uri($"?query=SELECT%20errorCodeToName({code})", UriKind.Relative), Token);
        Assert.Contains($"({name.Trim()})", text, StringComparison.Ordinal);
        Assert.Contains(encoding, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=query\r\n\r\nSELECT 1")]
    [InlineData("multipart/form-data; boundary=x", "SELECT 1")]
    [InlineData("multipart/form-data", "--x--")]
    public async Task Form_that_cannot_be_read_is_refused(string type, string body)
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        Assert.Contains("multipart body", await RefusalAsync(content, 36), StringComparison.Ordinal);
    }

    private async Task<string> RefusalAsync(HttpContent content, int code)
    {
        using var client = endpoint.CreateHttpClient();
        using var response = await client.PostAsync(new Uri("", UriKind.Relative), content, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.InRange((int)response.StatusCode, 400, 500);
        Assert.StartsWith($"Code: {code}. DB::Exception: ", text, StringComparison.Ordinal);
        return text;
    }
}
