using System.Buffers;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>Pushes the data of an insert into the engine as it arrives.</summary>
internal sealed class InsertRun(EngineHost engine, EngineLease lease, ClickHouseRequest request, IResponseSink sink)
{
    /// <summary>Large enough that the hop to the engine's thread does not count, small enough to pool.</summary>
    private const int ChunkBytes = 512 << 10;

    internal async Task RunAsync(StatementText statement, CancellationToken cancellationToken)
    {
        var parts = statement.Insert!.Value;
        using var insert = await lease.Thread.RunAsync(
            () => lease.Connection.BeginInsert(statement.Text[..parts.PrefixLength], parts.Format, request.Parameters)).ConfigureAwait(false);
        if (insert.Error is { } error)
            throw ClickHouseError.Parse(error);
        var complete = false;
        try
        {
            await PushAsync(insert, statement, cancellationToken).ConfigureAwait(false);
            complete = true;
        }
        finally
        {
            if (!complete)
                await lease.Thread.RunAsync(insert.Cancel).ConfigureAwait(false);
        }
        // From here on the client cannot take it back: it is stored, or fails, as a whole.
        var result = await lease.Thread.RunAsync(insert.Complete).ConfigureAwait(false);
        result.ThrowIfFailed();
        var headers = ResponseHeaders.ForResult(engine.Catalog, request.QueryId, request.DefaultFormat, ExceptionTag.Create());
        headers.Add(ResponseHeaders.Summary(result.Summary));
        await sink.StartAsync(200, headers, cancellationToken).ConfigureAwait(false);
    }

    private async Task PushAsync(ChdbInsert insert, StatementText statement, CancellationToken cancellationToken)
    {
        if (statement.FirstData.Length > 0
            && !await lease.Thread.RunAsync(() => insert.Append(statement.FirstData)).ConfigureAwait(false))
        {
            return;
        }
        if (statement.Complete)
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (true)
            {
                var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                // A refused chunk means that the insert has failed; completing it tells why.
                if (length == 0 || !await lease.Thread.RunAsync(() => insert.Append(buffer.AsSpan(0, length))).ConfigureAwait(false) || length < buffer.Length)
                    return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
