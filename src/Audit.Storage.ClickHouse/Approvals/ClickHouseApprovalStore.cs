using System.Globalization;
using System.Text.Json;
using Audit.Events;
using Audit.Guarding.Approvals;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;
using ClickHouse.Driver.ADO.Parameters;

namespace Audit.Storage.ClickHouse.Approvals;

/// <summary>
/// Keeps approvals in ClickHouse, a row per step. See README.md for how a store without transactions lets each step be taken once.
/// </summary>
internal sealed class ClickHouseApprovalStore(AuditDatabase database, TimeProvider time) : IApprovalStore
{
    private const int MostPending = 1_000;

    /// <summary>The last step first; of two rows of one step, which only a forgotten token can bring about, the one that was stored first counts.</summary>
    private const string Latest = "ORDER BY generation DESC, step DESC, stored_at, change_id LIMIT 1";

    public async ValueTask<Approval> RequestAsync(Approval approval, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approval);
        while (true)
        {
            var known = await FindOperationAsync(approval.Binding, cancellationToken).ConfigureAwait(false);
            if (known is { Approval.State: ApprovalState.Pending or ApprovalState.Approved })
                return known.Approval;

            // Whoever stores the next request of the operation first has asked; the others find his.
            var row = ApprovalRow.Of(approval with { State = ApprovalState.Pending }, 1, (known?.Generation ?? 0) + 1, NewChangeId());
            await InsertAsync(row, string.Create(CultureInfo.InvariantCulture, $"approval:{row.Operation}:{row.Generation}"), cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<Approval?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await FindIdAsync(id, cancellationToken).ConfigureAwait(false))?.Approval;

    public async ValueTask<Approval?> FindAsync(ApprovalBinding binding, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return (await FindOperationAsync(binding, cancellationToken).ConfigureAwait(false))?.Approval;
    }

    public async ValueTask<IReadOnlyList<Approval>> ListPendingAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(
            $"WHERE step = 1 AND id NOT IN (SELECT id FROM {AuditTables.Approvals} WHERE step > 1) ORDER BY requested_at, id, stored_at LIMIT 1 BY id LIMIT {MostPending}",
            [], cancellationToken).ConfigureAwait(false)).ConvertAll(static stored => stored.Approval);

    public async ValueTask<bool> TryChangeAsync(Approval current, Approval next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(next);
        if (next.Id != current.Id)
            throw new ArgumentException("The next state is that of another approval.", nameof(next));
        var known = await FindIdAsync(current.Id, cancellationToken).ConfigureAwait(false);
        if (known is null || known.Approval.State != current.State)
            return false;

        var row = ApprovalRow.Of(next, (byte)(known.Step + 1), known.Generation, NewChangeId());
        await InsertAsync(row, string.Create(CultureInfo.InvariantCulture, $"approval:{row.Id}:{row.Step}"), cancellationToken).ConfigureAwait(false);
        var winners = await ReadAsync(
            "WHERE id = {id:UUID} AND step = {step:UInt8} ORDER BY stored_at, change_id LIMIT 1", [("id", row.Id), ("step", row.Step)], cancellationToken).ConfigureAwait(false);
        return winners is [var winner] && winner.ChangeId == row.ChangeId;
    }

    private async Task<StoredApproval?> FindIdAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync($"WHERE id = {{id:UUID}} {Latest}", [("id", id)], cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    private async Task<StoredApproval?> FindOperationAsync(ApprovalBinding binding, CancellationToken cancellationToken) =>
        (await ReadAsync($"WHERE operation = {{operation:String}} {Latest}", [("operation", ApprovalRow.OperationOf(binding))], cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    private async Task<List<StoredApproval>> ReadAsync(string clauses, (string Name, object Value)[] values, CancellationToken cancellationToken)
    {
        var parameters = new ClickHouseParameterCollection();
        foreach (var (name, value) in values)
            parameters.Add(new ClickHouseDbParameter { ParameterName = name, Value = value });

        var found = new List<StoredApproval>();
        using var reader = await database.Client.ExecuteReaderAsync(
            $"SELECT {ApprovalRow.Columns} FROM {AuditTables.Approvals} {clauses}", parameters, QuerySettings.Lookup(), cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add(ApprovalRow.Read(reader));
        return found;
    }

    private async Task InsertAsync(ApprovalRow row, string token, CancellationToken cancellationToken)
    {
        // As a body: a statement is longer than what proxies take for an address.
        using var body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(row, ApprovalRowJson.Default.ApprovalRow));
        using var response = await database.Client.InsertRawStreamAsync(
            AuditTables.Approvals, body, "JSONEachRow", ColumnNames, database.IsRemote, QuerySettings.Insert(token), cancellationToken).ConfigureAwait(false);
    }

    private static string[] ColumnNames { get; } = ApprovalRow.Columns.Split(", ");

    private Guid NewChangeId() => AuditId.Create(AuditEvent.UnixMicroseconds(time.GetUtcNow()));
}
