using System.Security.Cryptography;
using Audit.Events;
using Audit.Exporting;
using Audit.Querying;
using Audit.Storage.ClickHouse.Exporting.Counting;
using Audit.Storage.ClickHouse.Reading.Execution;
using Audit.Storage.ClickHouse.Reading.Filtering;
using Audit.Storage.ClickHouse.Reading.Rows;
using Audit.Storage.ClickHouse.Reading.Sql;

namespace Audit.Storage.ClickHouse.Exporting;

/// <summary>Has the engine write the events in their format, and hands the bytes on while it counts and hashes them.</summary>
internal sealed class ClickHouseAuditExporter(QueryRunner runner, TimeProvider time) : IAuditExporter
{
    private long Now => AuditEvent.UnixMicroseconds(time.GetUtcNow());

    public async ValueTask<ExportSelection> FreezeAsync(ExportRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Enum.IsDefined(request.Format))
            throw new AuditQueryException(AuditQueryFailure.Invalid, "format: there is no such format.");

        var now = Now;
        new FilterSql(new SqlText(), now).Write(request.Filter);
        var clock = new SqlText().Add($"SELECT toUnixTimestamp64Milli(now64(3))");
        var stored = await runner.RunAsync(clock, "export", 1, static answer => new RowBinaryReader(answer).Int64(), cancellationToken).ConfigureAwait(false);
        return new ExportSelection(
            FrozenFilter.Of(request.Filter, now), request.Format, request.ShowsPersonalData, DateTimeOffset.FromUnixTimeMilliseconds(stored));
    }

    public ValueTask<long> CountAsync(ExportSelection selection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var sql = new SqlText().Add($"SELECT count()");
        From(sql, selection);
        return runner.RunAsync(sql, "export", 1, static answer => new RowBinaryReader(answer).Int64(), cancellationToken);
    }

    public async ValueTask<ExportContent> WriteAsync(
        ExportSelection selection, Stream destination, ExportLimits limits, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(limits);

        var format = FormatWriter.Of(selection.Format);
        var sql = new SqlText();
        FormatWriter.Select(sql, selection);
        From(sql, selection);
        sql.Add($" ORDER BY occurred_at, id");

        var counter = format.CreateCounter();
        using var owned = counter as IDisposable;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        await runner.StreamAsync(
            new StreamedStatement(sql, format.EngineFormat, "export", limits.MaxRows, limits.Timeout, FormatWriter.Settings), HandOnAsync, cancellationToken).ConfigureAwait(false);
        var rows = counter.Complete() ?? throw new AuditQueryException(AuditQueryFailure.Unavailable, "The store ended the export before its end. Try again shortly.");
        return new ExportContent(rows, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));

        async ValueTask HandOnAsync(ReadOnlyMemory<byte> part, CancellationToken cancelled)
        {
            await destination.WriteAsync(part, cancelled).ConfigureAwait(false);
            hash.AppendData(part.Span);
            counter.Add(part.Span);
            bytes += part.Length;
            progress?.Report(new ExportProgress(counter.Rows, bytes));
        }
    }

    private void From(SqlText sql, ExportSelection selection)
    {
        sql.Add($" FROM audit_logs WHERE ");
        new FilterSql(sql, Now).Write(selection.Filter);
        sql.Add($" AND ingested_at <= fromUnixTimestamp64Milli({selection.StoredUntil.ToUnixTimeMilliseconds()}, 'UTC')");
    }
}
