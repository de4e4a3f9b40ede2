using System.Globalization;
using Audit.Exporting;
using Audit.Storage.ClickHouse.Changes;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;

namespace Audit.Storage.ClickHouse.Exporting;

/// <summary>Keeps the records of exports in ClickHouse, a row per change; a change is a revision.</summary>
internal sealed class ClickHouseExportStore(AuditDatabase database, TimeProvider time) : IExportStore
{
    private const int MostOpen = 1_000;

    /// <summary>Of two rows of one revision, which only a forgotten token can bring about, the one that was stored first counts.</summary>
    private const string Newest = "ORDER BY revision DESC, stored_at, change_id LIMIT 1 BY id";

    private readonly ChangeTable<ExportRow, StoredExport> _table =
        new(database, time, AuditTables.Exports, ExportRow.Columns, ExportRowJson.Default.ExportRow, ExportRow.Read);

    public async ValueTask AddAsync(ExportJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        await InsertAsync(ExportRow.Of(job with { Revision = 1 }, _table.NewChangeId()), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ExportJob?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await _table.ReadAsync($"FROM {AuditTables.Exports} WHERE id = {{id:UUID}} {Newest}", [("id", id)], cancellationToken).ConfigureAwait(false)).FirstOrDefault()?.Job;

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
        var row = ExportRow.Of(changed, _table.NewChangeId());
        await InsertAsync(row, cancellationToken).ConfigureAwait(false);
        var winners = await _table.ReadAsync(
            $"FROM {AuditTables.Exports} WHERE id = {{id:UUID}} AND revision = {{revision:UInt64}} ORDER BY stored_at, change_id LIMIT 1",
            [("id", row.Id), ("revision", (ulong)row.Revision)], cancellationToken).ConfigureAwait(false);
        return winners is [var winner] && winner.ChangeId == row.ChangeId ? changed : null;
    }

    private async ValueTask<IReadOnlyList<ExportJob>> ListAsync(string newest, string clauses, (string Name, object Value)[] values, CancellationToken cancellationToken) =>
        (await _table.ReadAsync($"FROM (SELECT {ExportRow.Columns} FROM {AuditTables.Exports} {newest}) {clauses}", values, cancellationToken).ConfigureAwait(false))
        .ConvertAll(static stored => stored.Job);

    private Task InsertAsync(ExportRow row, CancellationToken cancellationToken) =>
        _table.InsertAsync(row, string.Create(CultureInfo.InvariantCulture, $"export:{row.Id}:{row.Revision}"), cancellationToken);
}
