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

    private async Task ReceiveAsync(SqlText sql, string purpose, long maxRows, RecyclableMemoryStream answer, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new ClickHouseConnection(_client);
            using var command = CreateCommand(connection, sql, purpose, maxRows);
            using var result = await command.ExecuteRawResultAsync(cancellationToken).ConfigureAwait(false);
            var body = await result.ReadDecompressedStreamAsync().ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                await CopyAsync(body, answer, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is not AuditQueryException)
        {
            var code = EngineErrors.CodeOf(error, answer);
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
    private ClickHouseCommand CreateCommand(ClickHouseConnection connection, SqlText sql, string purpose, long maxRows)
    {
        var command = connection.CreateCommand($"{sql} FORMAT RowBinary");
        foreach (var parameter in sql.Parameters)
            command.Parameters.Add(new ClickHouseDbParameter { ParameterName = parameter.Name, ClickHouseType = parameter.Type, Value = parameter.Value });

        var settings = command.CustomSettings;
        settings["max_execution_time"] = options.MaxExecutionTime.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
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
}
