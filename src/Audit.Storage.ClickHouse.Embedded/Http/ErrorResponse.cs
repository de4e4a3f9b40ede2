using Audit.Storage.ClickHouse.Embedded.Engine;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>
/// Answers with an error before the body has begun. As on a server it is compressed like an answer, unless it comes before it is settled who asks and for what;
/// nor is it with 401 and 403, by which a server says the latter, so that the driver for the JVM expects it plain.
/// </summary>
internal static class ErrorResponse
{
    internal static async Task WriteAsync(
        IResponseSink sink, EngineCatalog catalog, string queryId, ClickHouseError error, bool inBlocks, CancellationToken cancellationToken)
    {
        var status = ErrorStatus.Of(error);
        var body = await sink.StartAsync(status, ResponseHeaders.ForError(queryId, error), cancellationToken).ConfigureAwait(false);
        await RequestCompression.WriteAsync(body, System.Text.Encoding.UTF8.GetBytes(Text(catalog, error) + "\n"), inBlocks && status is not (401 or 403), cancellationToken).ConfigureAwait(false);
    }

    internal static string Text(EngineCatalog catalog, ClickHouseError error) =>
        error.Message.Contains("(version ", StringComparison.Ordinal) ? error.Message : $"{error.Message} (version {catalog.Version} (embedded))";
}
