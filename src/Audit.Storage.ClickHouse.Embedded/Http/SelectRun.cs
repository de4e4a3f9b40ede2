using System.Buffers;
using System.IO.Pipes;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;
using Audit.Storage.ClickHouse.Embedded.Sql;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>
/// Runs a reading statement whose output streams: the engine writes it into a pipe, formatted once as a whole, and a
/// client that reads slowly holds the engine back. See rule 7 in Interop/README.md.
/// </summary>
internal sealed class SelectRun(EngineHost engine, EngineLease lease, ClickHouseRequest request, IResponseSink sink, IStatementPolicy policy)
{
    private const int PipeBytes = 1 << 20;

    /// <summary>An answer up to this size is sent when the statement has ended, so that its status and summary are right.</summary>
    private const int HeldBytes = 256 << 10;

    private readonly string _tag = ExceptionTag.Create();

    internal async Task RunAsync(StatementText statement, CancellationToken cancellationToken)
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None, PipeBytes);
        var reader = engine.Threads.Rent();
        var buffer = ArrayPool<byte>.Shared.Rent(HeldBytes);
        Task<ChdbResult>? query = null;
        try
        {
            var file = $"/proc/self/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}";
            var sql = OutputClause.Redirect(statement.Text, file, request.DefaultFormat, out var format);
            query = lease.Thread.RunAsync(() =>
            {
                try
                {
                    return lease.Connection.Query(sql, format, request.Parameters);
                }
                finally
                {
                    // The last writer leaves: the reader sees the end.
                    pipe.DisposeLocalCopyOfClientHandle();
                }
            });
            using var registration = cancellationToken.UnsafeRegister(
                static state =>
                {
                    var (lease, query) = ((EngineLease, Task))state!;
                    _ = lease.KillAsync(query);
                },
                (lease, (Task)query));
            await CopyAsync(pipe, reader, buffer, query, format, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (query is { IsCompleted: false })
                await KillAsync(pipe, reader, buffer, query).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(buffer);
            engine.Threads.Return(reader);
            await pipe.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(
        AnonymousPipeServerStream pipe, EngineThread reader, byte[] buffer, Task<ChdbResult> query, string format, CancellationToken cancellationToken)
    {
        var held = 0;
        int read;
        do
        {
            read = await ReadAsync(pipe, reader, buffer, held, cancellationToken).ConfigureAwait(false);
            held += read;
        }
        while (read > 0 && held < HeldBytes);

        var headers = ResponseHeaders.ForResult(engine.Catalog, request.QueryId, format, _tag);
        if (read == 0)
        {
            var result = await query.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            headers.Add(ResponseHeaders.Summary(result.ThrowIfFailed().Summary));
        }
        var encoding = policy.CompressesAnswers && request.Settings.TryGetValue("enable_http_compression", out var wanted) && wanted is "1" or "true"
            ? RequestCompression.Choose(request.AcceptEncoding)
            : null;
        if (encoding is not null)
            headers.Add(new KeyValuePair<string, string>("Content-Encoding", encoding));
        var body = await sink.StartAsync(200, headers, cancellationToken).ConfigureAwait(false);
        var output = RequestCompression.Compress(body, encoding, request.WantsBlocks);
        await output.WriteAsync(buffer.AsMemory(0, held), cancellationToken).ConfigureAwait(false);
        while (read > 0)
        {
            read = await ReadAsync(pipe, reader, buffer, 0, cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
        var end = await query.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (end.Error is { } error)
        {
            await FailMidwayAsync(output, body, ClickHouseError.Parse(error), cancellationToken).ConfigureAwait(false);
            return;
        }

        request.Executed?.End(end.Summary);
        if (output != body)
            await output.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<int> ReadAsync(
        AnonymousPipeServerStream pipe, EngineThread reader, byte[] buffer, int offset, CancellationToken cancellationToken)
    {
        // Not abandoned on cancellation, because it writes into the buffer: killing the statement ends it.
        var length = await reader.RunAsync(() => pipe.Read(buffer, offset, buffer.Length - offset)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return length;
    }

    private async Task FailMidwayAsync(Stream output, Stream body, ClickHouseError error, CancellationToken cancellationToken)
    {
        request.Executed?.Fail(error);
        await output.WriteAsync(ExceptionTag.Trailer(_tag, ErrorResponse.Text(engine.Catalog, error)), cancellationToken).ConfigureAwait(false);
        if (output != body)
            await output.DisposeAsync().ConfigureAwait(false);
        await body.FlushAsync(cancellationToken).ConfigureAwait(false);
        sink.Abort(error);
    }

    private async Task KillAsync(AnonymousPipeServerStream pipe, EngineThread reader, byte[] buffer, Task<ChdbResult> query)
    {
        var killed = lease.KillAsync(query);
        // Draining lets an engine that is blocked on a full pipe notice that it has been killed.
        while (await reader.RunAsync(() => pipe.Read(buffer, 0, buffer.Length)).ConfigureAwait(false) > 0)
        {
        }
        await killed.ConfigureAwait(false);
        await query.ConfigureAwait(false);
    }
}
