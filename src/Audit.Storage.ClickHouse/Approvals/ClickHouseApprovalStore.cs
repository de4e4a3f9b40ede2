using System.Globalization;
using Audit.Guarding.Approvals;
using Audit.Storage.ClickHouse.Changes;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;

namespace Audit.Storage.ClickHouse.Approvals;

/// <summary>Keeps approvals in ClickHouse, a row per step.</summary>
internal sealed class ClickHouseApprovalStore(AuditDatabase database, TimeProvider time) : IApprovalStore
{
    private const int MostPending = 1_000;

    /// <summary>The last step first; of two rows of one step, which only a forgotten token can bring about, the one that was stored first counts.</summary>
    private const string Latest = "ORDER BY generation DESC, step DESC, stored_at, change_id LIMIT 1";

    private readonly ChangeTable<ApprovalRow, StoredApproval> _table =
        new(database, time, AuditTables.Approvals, ApprovalRow.Columns, ApprovalRowJson.Default.ApprovalRow, ApprovalRow.Read);

    public async ValueTask<Approval> RequestAsync(Approval approval, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(approval);
        while (true)
        {
            var known = await FindOperationAsync(approval.Binding, cancellationToken).ConfigureAwait(false);
            if (known is { Approval.State: ApprovalState.Pending or ApprovalState.Approved })
                return known.Approval;

            // Whoever stores the next request of the operation first has asked; the others find his.
            var row = ApprovalRow.Of(approval with { State = ApprovalState.Pending }, 1, (known?.Generation ?? 0) + 1, _table.NewChangeId());
            await _table.InsertAsync(row, string.Create(CultureInfo.InvariantCulture, $"approval:{row.Operation}:{row.Generation}"), cancellationToken).ConfigureAwait(false);
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
        (await _table.ReadAsync(
            $"FROM {AuditTables.Approvals} WHERE step = 1 AND id NOT IN (SELECT id FROM {AuditTables.Approvals} WHERE step > 1) ORDER BY requested_at, id, stored_at LIMIT 1 BY id LIMIT {MostPending}",
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

        var row = ApprovalRow.Of(next, (byte)(known.Step + 1), known.Generation, _table.NewChangeId());
        await _table.InsertAsync(row, string.Create(CultureInfo.InvariantCulture, $"approval:{row.Id}:{row.Step}"), cancellationToken).ConfigureAwait(false);
        var winners = await _table.ReadAsync(
            $"FROM {AuditTables.Approvals} WHERE id = {{id:UUID}} AND step = {{step:UInt8}} ORDER BY stored_at, change_id LIMIT 1", [("id", row.Id), ("step", row.Step)], cancellationToken).ConfigureAwait(false);
        return winners is [var winner] && winner.ChangeId == row.ChangeId;
    }

    private async Task<StoredApproval?> FindIdAsync(Guid id, CancellationToken cancellationToken) =>
        (await _table.ReadAsync($"FROM {AuditTables.Approvals} WHERE id = {{id:UUID}} {Latest}", [("id", id)], cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    private async Task<StoredApproval?> FindOperationAsync(ApprovalBinding binding, CancellationToken cancellationToken) =>
        (await _table.ReadAsync($"FROM {AuditTables.Approvals} WHERE operation = {{operation:String}} {Latest}", [("operation", ApprovalRow.OperationOf(binding))], cancellationToken).ConfigureAwait(false)).FirstOrDefault();
}
