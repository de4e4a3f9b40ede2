using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Access;

/// <summary>How much one person may have the engine do at once, by SQL.</summary>
public sealed class SqlLimitTests(HostFixture fixture)
{
    /// <summary>Those that may wait for a place; further ones are refused at once.</summary>
    private const int MostWaiting = 64;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statements_of_one_person_beyond_their_limit_are_refused_and_nobody_else_has_to_wait()
    {
        // Two tokens, but one person: the limit is not for each token that their provider makes out.
        using var client = CreateClient("limited");
        using var again = CreateClient("limited");
        using var first = await BeginAsync(client);
        using var second = await BeginAsync(again);

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asked = Enumerable.Range(0, MostWaiting + 1).Select(_ => AskAsync(client, enough.Token)).ToList();
        var refused = await Task.WhenAny(asked);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 202), ((await refused).Status, (await refused).Code));
        Assert.Contains("Too many simultaneous queries. Maximum: 2", (await refused).Text, StringComparison.Ordinal);
        // Not even somebody of the same name.
        using var other = CreateClient("unlimited");
        Assert.Equal((HttpStatusCode.OK, 0, "1\n"), await AskAsync(other, Token));

        await enough.CancelAsync();
        // On a slow machine some of them waited for ten seconds already, and were refused as well.
        foreach (var one in asked)
            await Record.ExceptionAsync(() => one);
        first.Dispose();
        Assert.Equal((HttpStatusCode.OK, 0, "1\n"), await AskAsync(client, Token));
    }

    private HttpClient CreateClient(string subject)
    {
        var client = fixture.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SignedToken.Of(["analysts"], subject: subject, name: "Lim It"));
        return client;
    }

    /// <summary>Begins a statement that is not at its end while its answer is not read.</summary>
    private static async Task<HttpResponseMessage> BeginAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/clickhouse") { Content = new StringContent("SELECT number FROM numbers(9000000) FORMAT RowBinary") };
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }

    private static async Task<(HttpStatusCode Status, int Code, string Text)> AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(new Uri("/clickhouse", UriKind.Relative), new StringContent("SELECT 1"), cancellationToken);
        var code = response.Headers.TryGetValues("X-ClickHouse-Exception-Code", out var values) ? int.Parse(values.Single(), CultureInfo.InvariantCulture) : 0;
        return (response.StatusCode, code, await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
