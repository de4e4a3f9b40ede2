using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Audit.Events;
using Audit.Guarding.Approvals;
using static Audit.Storage.ClickHouse.Changes.ChangeValues;

namespace Audit.Storage.ClickHouse.Approvals;

/// <summary>A row of the table of approvals: the whole approval after a step.</summary>
internal sealed record ApprovalRow
{
    /// <summary>The columns in the order in which <see cref="Read"/> reads them.</summary>
    public const string Columns =
        "id, step, state, change_id, operation, generation, fingerprint, content_hash, database, requester_id, rule, statement, reasons, "
        + "requested_by_type, requested_by_id, requested_by_name, requested_by_tenant, requested_by_impersonator, requested_at, expires_at, application, environment, request_note, "
        + "decided_by_type, decided_by_id, decided_by_name, decided_by_tenant, decided_by_impersonator, decided_at, decision_note";

    public required Guid Id { get; init; }
    public required byte Step { get; init; }
    public required string State { get; init; }
    public required Guid ChangeId { get; init; }
    public required string Operation { get; init; }
    public required uint Generation { get; init; }
    public required ulong Fingerprint { get; init; }
    public required string ContentHash { get; init; }
    public required string Database { get; init; }
    public required string RequesterId { get; init; }
    public required string Rule { get; init; }
    public required string Statement { get; init; }
    public required ImmutableArray<string> Reasons { get; init; }
    public required string RequestedByType { get; init; }
    public required string RequestedById { get; init; }
    public required string RequestedByName { get; init; }
    public required string RequestedByTenant { get; init; }
    public required string RequestedByImpersonator { get; init; }
    public required string RequestedAt { get; init; }
    public required string ExpiresAt { get; init; }
    public required string Application { get; init; }
    public required string Environment { get; init; }
    public required string RequestNote { get; init; }
    public required string DecidedByType { get; init; }
    public required string DecidedById { get; init; }
    public required string DecidedByName { get; init; }
    public required string DecidedByTenant { get; init; }
    public required string DecidedByImpersonator { get; init; }
    public required string? DecidedAt { get; init; }
    public required string DecisionNote { get; init; }

    /// <summary>What tells an operation from all others. Each part is preceded by its length, so that none can reach into the next.</summary>
    public static string OperationOf(ApprovalBinding binding)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{binding.Fingerprint}|{binding.ContentHash.Length}:{binding.ContentHash}|{binding.Database.Length}:{binding.Database}|{binding.RequesterId.Length}:{binding.RequesterId}");
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    public static ApprovalRow Of(Approval approval, byte step, uint generation, Guid changeId) => new()
    {
        Id = approval.Id,
        Step = step,
        State = NameOf(approval.State),
        ChangeId = changeId,
        Operation = OperationOf(approval.Binding),
        Generation = generation,
        Fingerprint = approval.Binding.Fingerprint,
        ContentHash = approval.Binding.ContentHash,
        Database = approval.Binding.Database,
        RequesterId = approval.Binding.RequesterId,
        Rule = approval.Rule,
        Statement = approval.Statement,
        Reasons = approval.Reasons,
        RequestedByType = approval.RequestedBy.Type.ToCanonicalName(),
        RequestedById = approval.RequestedBy.Id,
        RequestedByName = approval.RequestedBy.Name ?? "",
        RequestedByTenant = approval.RequestedBy.TenantId ?? "",
        RequestedByImpersonator = approval.RequestedBy.ImpersonatorId ?? "",
        RequestedAt = TextOf(approval.RequestedAt),
        ExpiresAt = TextOf(approval.ExpiresAt),
        Application = approval.Application,
        Environment = approval.Environment,
        RequestNote = approval.RequestNote,
        DecidedByType = approval.DecidedBy?.Type.ToCanonicalName() ?? "",
        DecidedById = approval.DecidedBy?.Id ?? "",
        DecidedByName = approval.DecidedBy?.Name ?? "",
        DecidedByTenant = approval.DecidedBy?.TenantId ?? "",
        DecidedByImpersonator = approval.DecidedBy?.ImpersonatorId ?? "",
        DecidedAt = TextOf(approval.DecidedAt),
        DecisionNote = approval.DecisionNote,
    };

    public static StoredApproval Read(DbDataReader reader) => new(
        new Approval
        {
            Id = reader.GetGuid(0),
            State = StateOf(reader.GetString(2)),
            Binding = new ApprovalBinding(reader.GetFieldValue<ulong>(6), reader.GetString(7), reader.GetString(8), reader.GetString(9)),
            Rule = reader.GetString(10),
            Statement = reader.GetString(11),
            Reasons = [.. reader.GetFieldValue<string[]>(12)],
            RequestedBy = ActorAt(reader, 13),
            RequestedAt = TimeAt(reader, 18),
            ExpiresAt = TimeAt(reader, 19),
            Application = reader.GetString(20),
            Environment = reader.GetString(21),
            RequestNote = reader.GetString(22),
            DecidedBy = reader.GetString(23).Length == 0 ? null : ActorAt(reader, 23),
            DecidedAt = TimeOrNull(reader, 28),
            DecisionNote = reader.GetString(29),
        },
        reader.GetFieldValue<byte>(1),
        reader.GetFieldValue<uint>(5),
        reader.GetGuid(3));

    private static string NameOf(ApprovalState state) => state switch
    {
        ApprovalState.Pending => "pending",
        ApprovalState.Approved => "approved",
        ApprovalState.Rejected => "rejected",
        ApprovalState.Used => "used",
        _ => "expired",
    };

    /// <summary>A state of a later version is none that lets anything run.</summary>
    private static ApprovalState StateOf(string name) => name switch
    {
        "pending" => ApprovalState.Pending,
        "approved" => ApprovalState.Approved,
        "rejected" => ApprovalState.Rejected,
        "used" => ApprovalState.Used,
        _ => ApprovalState.Expired,
    };
}

/// <summary>An approval as the table holds it.</summary>
/// <param name="Approval">The approval.</param>
/// <param name="Step">The last step that was taken.</param>
/// <param name="Generation">How often its operation was asked for.</param>
/// <param name="ChangeId">Who took the step.</param>
internal sealed record StoredApproval(Approval Approval, byte Step, uint Generation, Guid ChangeId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApprovalRow))]
internal sealed partial class ApprovalRowJson : JsonSerializerContext;
