namespace Audit.Benchmarks.Serving;

/// <summary>A request to the engine that can be sent again.</summary>
internal sealed record SentStatement(HttpMethod Method, Uri Address, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, string? ContentType)
{
    /// <summary>What the statement is for, as the reader notes it in the engine's query log.</summary>
    public string Purpose
    {
        get
        {
            const string Key = "log_comment=audit%3A";
            var query = Address.Query;
            var at = query.IndexOf(Key, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return "";
            var rest = query[(at + Key.Length)..];
            var end = rest.IndexOf('&', StringComparison.Ordinal);
            return end < 0 ? rest : rest[..end];
        }
    }

    public static async Task<SentStatement> OfAsync(HttpRequestMessage request, CancellationToken cancellationToken) => new(
        request.Method,
        request.RequestUri!,
        [.. request.Headers.Select(static header => new KeyValuePair<string, string>(header.Key, string.Join(',', header.Value)))],
        request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [],
        request.Content?.Headers.ContentType?.ToString());

    /// <summary>Sends it, and throws the answer away.</summary>
    public async Task SendAsync(HttpMessageInvoker engine, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(Method, Address) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await engine.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null, cancellationToken);
    }
}
