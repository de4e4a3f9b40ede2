using System.Buffers;
using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>
/// Pushes the data of an insert into the engine as it arrives. What is at hand, as a batch of the store is, goes in by one visit of the engine's thread:
/// where every processor is busy, each visit waits for one.
/// </summary>
internal sealed class InsertRun(EngineHost engine, EngineLease lease, ClickHouseRequest request, IResponseSink sink)
{
    /// <summary>Small enough to pool.</summary>
    private const int ChunkBytes = 512 << 10;

    private ChdbInsert? _insert;
    private Task<int>? _arriving;

    internal async Task RunAsync(StatementText statement, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var result = await lease.Thread.RunAsync(() => Begin(statement, buffer, cancellationToken)).ConfigureAwait(false);
            while (result is null)
            {
                var length = await _arriving!.ConfigureAwait(false);
                result = await lease.Thread.RunAsync(() => Append(buffer, length) ? Push(buffer, cancellationToken) : Complete()).ConfigureAwait(false);
            }

            result.ThrowIfFailed();
            var headers = ResponseHeaders.ForResult(engine.Catalog, request.QueryId, request.DefaultFormat, ExceptionTag.Create());
            headers.Add(ResponseHeaders.Summary(result.Summary));
            await sink.StartAsync(200, headers, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (_insert is not null)
                await lease.Thread.RunAsync(Cancel).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>The result; <see langword="null"/> while there is data to wait for.</returns>
    private ChdbResult? Begin(StatementText statement, byte[] buffer, CancellationToken cancellationToken)
    {
        var parts = statement.Insert!.Value;
        var insert = lease.Connection.BeginInsert(statement.Text[..parts.PrefixLength], parts.Format, request.Parameters);
        if (insert.Error is { } error)
        {
            insert.Dispose();
            throw ClickHouseError.Parse(error);
        }

        _insert = insert;
        var isRefused = statement.FirstData.Length > 0 && !insert.Append(statement.FirstData);
        return isRefused || statement.Complete ? Complete() : Push(buffer, cancellationToken);
    }

    private ChdbResult? Push(byte[] buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (!read.IsCompletedSuccessfully)
            {
                _arriving = read.AsTask();
                return null;
            }

            if (!Append(buffer, read.GetAwaiter().GetResult()))
                return Complete();
        }
    }

    /// <returns>Whether there may be more to push: not at the end, and not when the insert has failed, which completing it tells.</returns>
    private bool Append(byte[] buffer, int length) => length > 0 && _insert!.Append(buffer.AsSpan(0, length)) && length == buffer.Length;

    /// <summary>From here on the client cannot take it back: it is stored, or fails, as a whole.</summary>
    private ChdbResult Complete()
    {
        var insert = _insert!;
        _insert = null;
        ChdbResult result;
        using (insert)
            result = insert.Complete();
        lease.Close();
        return result;
    }

    private void Cancel()
    {
        using var insert = _insert!;
        insert.Cancel();
    }
}
