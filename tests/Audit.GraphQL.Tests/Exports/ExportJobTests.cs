using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Audit.Events;
using Audit.Testing.EmbeddedEngine;

namespace Audit.GraphQL.Tests.Exports;

/// <summary>Exports into files by GraphQL, and fetching them.</summary>
public sealed class ExportJobTests(EmbeddedEngineFixture engine) : IAsyncLifetime
{
    private ExportApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await ExportApi.StartAsync(engine);

    [Theory]
    [InlineData("CSV", "text/csv", ".csv")]
    [InlineData("NDJSON", "application/x-ndjson", ".ndjson")]
    [InlineData("PARQUET", "application/vnd.apache.parquet", ".parquet")]
    [InlineData("OCSF", "application/x-ndjson", ".ocsf.ndjson")]
    public async Task An_export_is_started_followed_and_fetched(string format, string mediaType, string extension)
    {
        var id = await _api.RunAsync("{ actorId: { eq: \"alice\" } }", format);
        var export = (await _api.Host.DataAsync(
            $"{{ export(id: \"{id}\") {{ id format state rowsWritten rowsTotal bytes progress downloadUrl sha256 error requestedBy createdAt completedAt expiresAt }} exports {{ id }} }}"));

        var found = export["export"]!;
        Assert.Equal((format, "COMPLETED", "vera"), (found["format"]!.GetValue<string>(), found["state"]!.GetValue<string>(), found["requestedBy"]!.GetValue<string>()));
        Assert.Equal((200, 200, 1.0), (found["rowsWritten"]!.GetValue<long>(), found["rowsTotal"]!.GetValue<long>(), found["progress"]!.GetValue<double>()));
        Assert.Equal($"/export/{id}", found["downloadUrl"]!.GetValue<string>());
        Assert.Equal(id, Assert.Single(export["exports"]!.AsArray())!["id"]!.GetValue<string>());

        using var client = _api.Client();
        using var response = await client.GetAsync(new Uri(found["downloadUrl"]!.GetValue<string>(), UriKind.Relative), Token);
        var content = await response.Content.ReadAsByteArrayAsync(Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.EndsWith(extension, response.Content.Headers.ContentDisposition.FileName, StringComparison.Ordinal);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        Assert.Equal((hash, $"\"{hash}\""), (found["sha256"]!.GetValue<string>(), response.Headers.ETag!.Tag));
        Assert.Equal(found["bytes"]!.GetValue<long>(), content.Length);
        Assert.Equal("vera", (await _api.Log.WaitAsync(one => one.Action == "audit.export_downloaded", Token)).Context.Actor.Id);
    }

    [Fact]
    public async Task A_part_is_fetched_and_what_is_known_is_not_sent_again()
    {
        var id = await _api.RunAsync();
        using var client = _api.Client();
        var whole = await client.GetByteArrayAsync(new Uri($"export/{id}", UriKind.Relative), Token);

        using var part = new HttpRequestMessage(HttpMethod.Get, $"export/{id}");
        part.Headers.Range = new RangeHeaderValue(100, 199);
        using var partial = await client.SendAsync(part, Token);
        Assert.Equal(HttpStatusCode.PartialContent, partial.StatusCode);
        Assert.Equal(whole[100..200], await partial.Content.ReadAsByteArrayAsync(Token));

        using var known = new HttpRequestMessage(HttpMethod.Get, $"export/{id}");
        known.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(whole))}\""));
        using var unchanged = await client.SendAsync(known, Token);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task Only_the_requester_and_an_admin_see_an_export()
    {
        var id = await _api.RunAsync();
        var query = $"{{ export(id: \"{id}\") {{ id }} exports {{ id }} }}";

        foreach (var (token, sees) in new[] { (ExportApi.Vera, true), (ExportApi.Adam, true), (ExportApi.Hugo, false), (ExportApi.Amy, false), (ExportApi.Paul, false) })
        {
            var data = await _api.Host.DataAsync(query, token: token);
            Assert.Equal(sees ? id : null, data["export"]?["id"]?.GetValue<string>());
            Assert.Equal(sees ? 1 : 0, data["exports"]!.AsArray().Count);
            using var client = _api.Client(token);
            using var response = await client.GetAsync(new Uri($"export/{id}", UriKind.Relative), Token);
            Assert.Equal(sees ? HttpStatusCode.OK : token == ExportApi.Paul ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound, response.StatusCode);
        }

        var (code, message) = await _api.Host.RefusalAsync($"mutation {{ cancelExport(id: \"{id}\") {{ id }} }}", token: ExportApi.Hugo);
        Assert.Equal(("BAD_USER_INPUT", $"id: there is no export {id}."), (code, message));
        var cancelled = await _api.Host.DataAsync($"mutation {{ cancelExport(id: \"{id}\") {{ state }} }}", token: ExportApi.Adam);
        Assert.Equal("COMPLETED", cancelled["cancelExport"]!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_has_no_role_for_it_starts_no_export()
    {
        foreach (var mutation in new[] { "startExport(filter: {}, format: CSV) { id }", $"cancelExport(id: \"{Guid.Empty}\") {{ id }}" })
            Assert.Equal("FORBIDDEN", (await _api.Host.RefusalAsync($"mutation {{ {mutation} }}", token: ExportApi.Paul)).Code);
        Assert.Empty(_api.Log.Of("audit.export_started"));
    }

    [Theory]
    [InlineData("{ last: \"P1D\", from: \"2026-01-01T00:00:00Z\" }", "filter.last")]
    [InlineData("{ clientIp: \"300.1.2.3\" }", "filter.clientIp")]
    public async Task A_filter_that_is_not_valid_is_refused_by_the_name_of_its_field(string filter, string message)
    {
        var (code, found) = await _api.Host.RefusalAsync($"mutation {{ startExport(filter: {filter}, format: CSV) {{ id }} }}");
        Assert.Equal("BAD_USER_INPUT", code);
        Assert.StartsWith(message, found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_apart_from_one_that_never_was()
    {
        using var client = _api.Client();
        foreach (var path in new[] { $"export/{Guid.Empty}", "export/..%2Fsecret", "export/x" })
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        var id = await _api.RunAsync();
        _api.Host.Time.Advance(TimeSpan.FromHours(25));
        using var expired = await client.GetAsync(new Uri($"export/{id}", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.Gone, expired.StatusCode);
        Assert.Null((await _api.Host.DataAsync($"{{ export(id: \"{id}\") {{ downloadUrl }} }}"))["export"]!["downloadUrl"]);
    }

    [Fact]
    public async Task A_link_on_another_site_fetches_nothing()
    {
        var id = await _api.RunAsync();
        using var client = _api.Client();
        client.DefaultRequestHeaders.Authorization = null;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"open/export/{id}");
        request.Headers.Add("X-Customer", "Analyst");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var response = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(_api.Log.Of("audit.export_downloaded"));
    }

    [Fact]
    public async Task Who_is_bound_to_a_tenant_exports_its_events_only()
    {
        foreach (var filter in new[] { "{}", "{ or: [{ tenantId: { eq: \"globex\" } }, { destructive: true }, { destructive: false }] }" })
        {
            var id = await _api.RunAsync(filter, token: ExportApi.Amy);
            using var client = _api.Client(ExportApi.Amy);
            var text = await client.GetStringAsync(new Uri($"export/{id}", UriKind.Relative), Token);
            Assert.Contains("\"tenant_id\":\"acme\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("globex", text, StringComparison.Ordinal);
        }

        var export = await _api.Log.WaitAsync(one => one.Action == "audit.export", Token);
        Assert.Equal((EventCategory.Access, "amy", "acme"), (export.Category, export.Context.Actor.Id, export.Context.Actor.TenantId));
        Assert.Contains(export.Attributes, one => one.Name == "export.filter" && one.Value!.Contains("tenantId.eq=acme", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();
}
