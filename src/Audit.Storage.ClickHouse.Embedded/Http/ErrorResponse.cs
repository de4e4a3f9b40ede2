using Audit.Storage.ClickHouse.Embedded.Engine;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>
/// Answers with an error before the body has begun. As on a server it is compressed like an answer, unless it comes before it is settled who asks and for what.
/// </summary>
internal static class ErrorResponse
{
    internal static async Task WriteAsync(
        IResponseSink sink, EngineCatalog catalog, string queryId, ClickHouseError error, bool inBlocks, CancellationToken cancellationToken)
    {
        var body = await sink.StartAsync(ErrorStatus.Of(error), ResponseHeaders.ForError(queryId, error), cancellationToken).ConfigureAwait(false);
        await RequestCompression.WriteAsync(body, System.Text.Encoding.UTF8.GetBytes(Text(catalog, error) + "\n"), inBlocks, cancellationToken).ConfigureAwait(false);
    }

    internal static string Text(EngineCatalog catalog, ClickHouseError error) =>
        error.Message.Contains("(version ", StringComparison.Ordinal) ? error.Message : $"{error.Message} (version {catalog.Version} (embedded))";
}
