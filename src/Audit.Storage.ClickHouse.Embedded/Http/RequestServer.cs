using Audit.Storage.ClickHouse.Embedded.Engine;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>Reads a request and has it executed; errors in reading it are answered like those of the statement.</summary>
internal static class RequestServer
{
    internal static async Task ServeAsync(
        QueryExecutor executor, EngineHost engine, string method, string? queryString, Func<string, string?> header, Stream body,
        IResponseSink sink, CancellationToken cancellationToken)
    {
        ClickHouseRequest request;
        try
        {
            request = await ClickHouseRequestReader.ReadAsync(method, queryString, header, body, cancellationToken).ConfigureAwait(false);
        }
        catch (ClickHouseError error)
        {
            await ErrorResponse.WriteAsync(sink, engine.Catalog, "", error, inBlocks: false, cancellationToken).ConfigureAwait(false);
            return;
        }
        await executor.ExecuteAsync(request, sink, cancellationToken).ConfigureAwait(false);
    }
}
