using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;
using Audit.Storage.ClickHouse.Embedded.Sql;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>Runs a statement with a small answer or none (DDL, INSERT … SELECT, EXPLAIN, KILL …).</summary>
internal sealed class BufferedRun(EngineHost engine, EngineLease lease, ClickHouseRequest request, IResponseSink sink)
{
    internal async Task RunAsync(StatementText statement, CancellationToken cancellationToken)
    {
        var query = lease.Thread.RunAsync(() => lease.Connection.Query(statement.Text, request.DefaultFormat, request.Parameters));
        var result = await Cancellation.AwaitAsync(lease, query, cancellationToken).ConfigureAwait(false);
        result.ThrowIfFailed();
        request.Executed?.End(result.Summary);
        var format = OutputClause.FormatOf(statement.Text) ?? request.DefaultFormat;
        var headers = ResponseHeaders.ForResult(engine.Catalog, request.QueryId, format, ExceptionTag.Create());
        headers.Add(ResponseHeaders.Summary(result.Summary));
        var body = await sink.StartAsync(200, headers, cancellationToken).ConfigureAwait(false);
        await RequestCompression.WriteAsync(body, result.Output, request.WantsBlocks, cancellationToken).ConfigureAwait(false);
    }
}
