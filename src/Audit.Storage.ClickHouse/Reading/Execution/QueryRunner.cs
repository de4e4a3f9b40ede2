using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Sql;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using ClickHouse.Driver.ADO.Parameters;
using Microsoft.Extensions.Logging;
using Microsoft.IO;

namespace Audit.Storage.ClickHouse.Reading.Execution;

/// <summary>Runs statements under the limits of the options, and gives errors their meaning. Thread-safe.</summary>
internal sealed class QueryRunner(ClickHouseClient client, ClickHouseReadOptions options, ILogger logger) : IDisposable
{
    private const int PartLength = 256 << 10;

    private readonly RecyclableMemoryStreamManager _streams = new();

    /// <summary>Sends values in the body: as part of the address they would meet the limits of every proxy on the way.</summary>
    private readonly ClickHouseClient _client = new(new ClickHouseClientSettings(client.Settings) { UseFormDataParameters = true });

    public void Dispose() => _client.Dispose();

    /// <summary>Runs a statement and reads its whole answer.</summary>
    /// <param name="sql">The statement without format.</param>
    /// <param name="purpose">What it is for, for the engine's query log.</param>
    /// <param name="maxRows">The number of rows it may return.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Stops the statement in the engine.</param>
    /// <exception cref="AuditQueryException">It went over a limit, or the store does not answer.</exception>
    public async ValueTask<T> RunAsync<T>(SqlText sql, string purpose, long maxRows, AnswerReader<T> read, CancellationToken cancellationToken)
    {
        var answer = _streams.GetStream(purpose);
        await using (answer.ConfigureAwait(false))
        {
            await ReceiveAsync(sql, purpose, maxRows, answer, cancellationToken).ConfigureAwait(false);
            return read(answer.GetBuffer().AsSpan(0, checked((int)answer.Length)));
        }
    }

    /// <summary>Runs a statement and hands its answer on, part by part, without limits on its size.</summary>
    /// <param name="statement">The statement, and what it may take.</param>
    /// <param name="consume">Takes a part, which it must not keep. What it throws is thrown as it is, and stops the statement.</param>
    /// <param name="cancellationToken">Stops the statement in the engine.</param>
    /// <exception cref="AuditQueryException">It went over a limit, or the store does not answer; what was handed on is incomplete.</exception>
    public async ValueTask StreamAsync(StreamedStatement statement, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> consume, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PartLength);
        var received = 0;
        try
        {
            using var connection = new ClickHouseConnection(_client);
            using var command = CreateCommand(connection, statement.Sql, statement.Format, statement.Purpose, statement.MaxRows);
            command.CustomSettings["max_result_bytes"] = 0;
            command.CustomSettings["max_execution_time"] = Seconds(statement.Timeout);
            foreach (var (name, value) in statement.Settings)
                command.CustomSettings[name] = value;

            using var result = await AnswerAsync(() => command.ExecuteRawResultAsync(cancellationToken)).ConfigureAwait(false);
            var body = await AnswerAsync(result.ReadDecompressedStreamAsync).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                int read;
                while ((read = await AnswerAsync(() => body.ReadAsync(buffer.AsMemory(0, PartLength), cancellationToken).AsTask()).ConfigureAwait(false)) > 0)
                {
                    received = read;
                    await consume(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        async Task<T> AnswerAsync<T>(Func<Task<T>> ask)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                var code = EngineErrors.CodeOf(error, buffer.AsSpan(0, received));
                Log.QueryFailed(logger, statement.Purpose, code, error);
                throw EngineErrors.Translate(code, error);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // What the transport throws when it is cut off is of no use to who cut it off.
                throw new OperationCanceledException(null, error, cancellationToken);
            }
        }
    }

    private async Task ReceiveAsync(SqlText sql, string purpose, long maxRows, RecyclableMemoryStream answer, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new ClickHouseConnection(_client);
            using var command = CreateCommand(connection, sql, "RowBinary", purpose, maxRows);
            using var result = await command.ExecuteRawResultAsync(cancellationToken).ConfigureAwait(false);
            var body = await result.ReadDecompressedStreamAsync().ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                await CopyAsync(body, answer, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is not AuditQueryException)
        {
            var code = EngineErrors.CodeOf(error, answer.GetBuffer().AsSpan(0, (int)answer.Length));
            Log.QueryFailed(logger, purpose, code, error);
            throw EngineErrors.Translate(code, error);
        }
        catch (Exception error) when (cancellationToken.IsCancellationRequested && error is not OperationCanceledException)
        {
            // What the transport throws when it is cut off is of no use to who cut it off.
            throw new OperationCanceledException(null, error, cancellationToken);
        }
    }

    /// <summary>The engine checks the limit by blocks; this holds it to the byte.</summary>
    private async Task CopyAsync(Stream body, RecyclableMemoryStream answer, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await body.ReadAsync(answer.GetMemory(64 << 10), cancellationToken).ConfigureAwait(false)) > 0)
        {
            answer.Advance(read);
            if (answer.Length > options.MaxResultBytes)
                throw new AuditQueryException(AuditQueryFailure.LimitExceeded, EngineErrors.AnswerTooLarge);
        }
    }

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "SqlText takes values as parameters only")]
    private ClickHouseCommand CreateCommand(ClickHouseConnection connection, SqlText sql, string format, string purpose, long maxRows)
    {
        var command = connection.CreateCommand($"{sql} FORMAT {format}");
        foreach (var parameter in sql.Parameters)
            command.Parameters.Add(new ClickHouseDbParameter { ParameterName = parameter.Name, ClickHouseType = parameter.Type, Value = parameter.Value });

        var settings = command.CustomSettings;
        settings["max_execution_time"] = Seconds(options.MaxExecutionTime);
        settings["max_memory_usage"] = options.MaxMemoryBytes;
        settings["max_result_rows"] = maxRows;
        settings["max_result_bytes"] = options.MaxResultBytes;
        settings["result_overflow_mode"] = "throw";
        if (options.MaxRowsToRead > 0)
            settings["max_rows_to_read"] = options.MaxRowsToRead;
        if (options.MaxThreads > 0)
            settings["max_threads"] = options.MaxThreads;

        // Engine 26.7 loses rows of hasAllTokens(...) ORDER BY ... LIMIT under this optimisation.
        settings["use_top_k_dynamic_filtering"] = 0;
        settings["cancel_http_readonly_queries_on_client_close"] = 1;
        settings["log_comment"] = $"audit:{purpose}";
        settings["readonly"] = 2;
        return command;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
