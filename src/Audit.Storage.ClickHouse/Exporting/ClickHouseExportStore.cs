using System.Globalization;
using System.Text.Json;
using Audit.Events;
using Audit.Exporting;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;
using ClickHouse.Driver.ADO.Parameters;

namespace Audit.Storage.ClickHouse.Exporting;

/// <summary>
/// Keeps the records of exports in ClickHouse, a row per change. Approvals/README.md tells how a store without transactions lets each change be made once; here a change is a revision.
/// </summary>
internal sealed class ClickHouseExportStore(AuditDatabase database, TimeProvider time) : IExportStore
{
    private const int MostOpen = 1_000;

    /// <summary>Of two rows of one revision, which only a forgotten token can bring about, the one that was stored first counts.</summary>
    private const string Newest = "ORDER BY revision DESC, stored_at, change_id LIMIT 1 BY id";

    private static readonly string[] ColumnNames = ExportRow.Columns.Split(", ");

    public async ValueTask AddAsync(ExportJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        await InsertAsync(ExportRow.Of(job with { Revision = 1 }, NewChangeId()), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ExportJob?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync($"FROM {AuditTables.Exports} WHERE id = {{id:UUID}} {Newest}", [("id", id)], cancellationToken).ConfigureAwait(false)).FirstOrDefault()?.Job;

    public ValueTask<IReadOnlyList<ExportJob>> ListAsync(string? requesterId, int limit, CancellationToken cancellationToken) => ListAsync(
        $"{(requesterId is null ? "" : "WHERE requested_by_id = {requester:String}")} {Newest}",
        "ORDER BY created_at DESC, id DESC LIMIT {limit:Int32}",
        requesterId is null ? [("limit", limit)] : [("limit", limit), ("requester", requesterId)],
        cancellationToken);

    public ValueTask<IReadOnlyList<ExportJob>> ListOpenAsync(CancellationToken cancellationToken) => ListAsync(
        Newest, "WHERE state IN ('queued', 'running') ORDER BY created_at, id LIMIT {limit:Int32}", [("limit", MostOpen)], cancellationToken);

    public async ValueTask<ExportJob?> TryChangeAsync(ExportJob current, ExportJob next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(next);
        if (next.Id != current.Id)
            throw new ArgumentException("The next state is that of another export.", nameof(next));
        if (await FindAsync(current.Id, cancellationToken).ConfigureAwait(false) is not { } known || known.Revision != current.Revision)
            return null;

        var changed = next with { Revision = current.Revision + 1 };
        var row = ExportRow.Of(changed, NewChangeId());
        await InsertAsync(row, cancellationToken).ConfigureAwait(false);
        var winners = await ReadAsync(
            $"FROM {AuditTables.Exports} WHERE id = {{id:UUID}} AND revision = {{revision:UInt64}} ORDER BY stored_at, change_id LIMIT 1",
            [("id", row.Id), ("revision", (ulong)row.Revision)], cancellationToken).ConfigureAwait(false);
        return winners is [var winner] && winner.ChangeId == row.ChangeId ? changed : null;
    }

    private async ValueTask<IReadOnlyList<ExportJob>> ListAsync(string newest, string clauses, (string Name, object Value)[] values, CancellationToken cancellationToken) =>
        (await ReadAsync($"FROM (SELECT {ExportRow.Columns} FROM {AuditTables.Exports} {newest}) {clauses}", values, cancellationToken).ConfigureAwait(false))
        .ConvertAll(static stored => stored.Job);

    private async Task<List<StoredExport>> ReadAsync(string from, (string Name, object Value)[] values, CancellationToken cancellationToken)
    {
        var parameters = new ClickHouseParameterCollection();
        foreach (var (name, value) in values)
            parameters.Add(new ClickHouseDbParameter { ParameterName = name, Value = value });

        var found = new List<StoredExport>();
        using var reader = await database.Client.ExecuteReaderAsync($"SELECT {ExportRow.Columns} {from}", parameters, QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add(ExportRow.Read(reader));
        return found;
    }

    private async Task InsertAsync(ExportRow row, CancellationToken cancellationToken)
    {
        // As a body: a filter is longer than what proxies take for an address.
        var token = string.Create(CultureInfo.InvariantCulture, $"export:{row.Id}:{row.Revision}");
        using var body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(row, ExportRowJson.Default.ExportRow));
        using var response = await database.Client.InsertRawStreamAsync(
            AuditTables.Exports, body, "JSONEachRow", ColumnNames, database.IsRemote, QuerySettings.Insert(token), cancellationToken).ConfigureAwait(false);
    }

    private Guid NewChangeId() => AuditId.Create(AuditEvent.UnixMicroseconds(time.GetUtcNow()));
}
