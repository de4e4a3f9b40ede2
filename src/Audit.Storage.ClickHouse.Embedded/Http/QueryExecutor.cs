using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;
using Audit.Storage.ClickHouse.Embedded.Sql;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>
/// Runs a request on the engine and writes the answer. The same for requests in process and over the network; what the
/// latter may do is for <see cref="IStatementPolicy"/> to say.
/// </summary>
internal sealed class QueryExecutor(EngineHost engine, IStatementPolicy policy)
{
    internal async Task ExecuteAsync(ClickHouseRequest request, IResponseSink sink, CancellationToken cancellationToken)
    {
        try
        {
            var statement = await StatementText.ReadAsync(
                request.UrlQuery, request.Body, request.ParameterNames.Count > 0, engine.Options.MaxStatementBytes, cancellationToken).ConfigureAwait(false);
            request.Executed?.Begin(statement.Text);
            if (statement.Text.IndexOfAnyExcept(" \t\r\n;"u8) < 0)
                throw ClickHouseErrors.Syntax("Empty query");
            var lease = await LeaseAsync(request, cancellationToken).ConfigureAwait(false);
            await using (lease.ConfigureAwait(false))
            {
                await RunAsync(request, statement, lease, sink, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ClickHouseError error)
        {
            request.Executed?.Fail(error);
            cancellationToken.ThrowIfCancellationRequested();
            await ErrorResponse.WriteAsync(sink, engine.Catalog, request.QueryId, error, request.WantsBlocks, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<EngineLease> LeaseAsync(ClickHouseRequest request, CancellationToken cancellationToken)
    {
        var wanted = policy.Connection(request);
        return request.SessionId is { Length: > 0 } id && policy.AllowsSessions
            ? engine.Sessions.LeaseAsync(id, request.SessionTimeout ?? engine.Options.SessionTimeout, request.SessionMustExist, wanted, cancellationToken)
            : engine.LeaseAsync(wanted, cancellationToken);
    }

    private async Task RunAsync(
        ClickHouseRequest request, StatementText statement, EngineLease lease, IResponseSink sink, CancellationToken cancellationToken)
    {
        if (statement.Insert is not null)
        {
            policy.AdmitInsert();
            await new InsertRun(engine, lease, request, sink).RunAsync(statement, cancellationToken).ConfigureAwait(false);
            return;
        }
        var analysis = await lease.Thread.RunAsync(() => lease.Connection.Classify(statement.Text)).ConfigureAwait(false);
        if (analysis.Count > 1)
            throw ClickHouseErrors.Syntax("Syntax error (Multi-statements are not allowed)");
        await policy.AdmitAsync(lease, statement, request.Parameters, analysis).ConfigureAwait(false);
        // The inner statement of an EXPLAIN would take the output clause for its own.
        if (analysis.Class == StatementClass.ReadOnly && OutputClause.FirstKeyword(statement.Text) != "EXPLAIN")
            await new SelectRun(engine, lease, request, sink, policy).RunAsync(statement, cancellationToken).ConfigureAwait(false);
        else
            await new BufferedRun(engine, lease, request, sink).RunAsync(statement, cancellationToken).ConfigureAwait(false);
    }
}
