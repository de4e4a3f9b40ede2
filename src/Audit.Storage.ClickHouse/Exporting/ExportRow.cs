using System.Data.Common;
using System.Globalization;
using System.Text.Json.Serialization;
using Audit.Events;
using Audit.Exporting;
using Audit.Querying;
using static Audit.Storage.ClickHouse.Changes.ChangeValues;

namespace Audit.Storage.ClickHouse.Exporting;

/// <summary>A row of the table of exports: the whole record after a change.</summary>
internal sealed record ExportRow
{
    /// <summary>The columns in the order in which <see cref="Read"/> reads them.</summary>
    public const string Columns =
        "id, revision, state, change_id, format, filter, shows_personal_data, stored_until, "
        + "requested_by_type, requested_by_id, requested_by_name, requested_by_tenant, requested_by_impersonator, created_at, "
        + "rows_written, rows_total, bytes, sha256, error, completed_at, expires_at, host, lease_until";

    public required Guid Id { get; init; }
    public required long Revision { get; init; }
    public required string State { get; init; }
    public required Guid ChangeId { get; init; }
    public required string Format { get; init; }
    public required string Filter { get; init; }
    public required bool ShowsPersonalData { get; init; }
    public required string StoredUntil { get; init; }
    public required string RequestedByType { get; init; }
    public required string RequestedById { get; init; }
    public required string RequestedByName { get; init; }
    public required string RequestedByTenant { get; init; }
    public required string RequestedByImpersonator { get; init; }
    public required string CreatedAt { get; init; }
    public required long RowsWritten { get; init; }
    public required long RowsTotal { get; init; }
    public required long Bytes { get; init; }
    public required string Sha256 { get; init; }
    public required string Error { get; init; }
    public required string? CompletedAt { get; init; }
    public required string? ExpiresAt { get; init; }
    public required string Host { get; init; }
    public required string? LeaseUntil { get; init; }

    public static ExportRow Of(ExportJob job, Guid changeId) => new()
    {
        Id = job.Id,
        Revision = job.Revision,
        State = job.State.ToString().ToLowerInvariant(),
        ChangeId = changeId,
        Format = job.Selection.Format.ToString().ToLowerInvariant(),
        Filter = AuditFilterJson.Write(job.Selection.Filter),
        ShowsPersonalData = job.Selection.ShowsPersonalData,
        StoredUntil = job.Selection.StoredUntil.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        RequestedByType = job.RequestedBy.Type.ToCanonicalName(),
        RequestedById = job.RequestedBy.Id,
        RequestedByName = job.RequestedBy.Name ?? "",
        RequestedByTenant = job.RequestedBy.TenantId ?? "",
        RequestedByImpersonator = job.RequestedBy.ImpersonatorId ?? "",
        CreatedAt = TextOf(job.CreatedAt),
        RowsWritten = job.RowsWritten,
        RowsTotal = job.RowsTotal,
        Bytes = job.Bytes,
        Sha256 = job.Sha256 ?? "",
        Error = job.Error ?? "",
        CompletedAt = TextOf(job.CompletedAt),
        ExpiresAt = TextOf(job.ExpiresAt),
        Host = job.Host,
        LeaseUntil = TextOf(job.LeaseUntil),
    };

    public static StoredExport Read(DbDataReader reader) => new(
        new ExportJob
        {
            Id = reader.GetGuid(0),
            Revision = (long)reader.GetFieldValue<ulong>(1),
            State = StateOf(reader.GetString(2)),
            Selection = new ExportSelection(
                AuditFilterJson.Read(reader.GetString(5)),
                Enum.Parse<ExportFormat>(reader.GetString(4), ignoreCase: true),
                reader.GetFieldValue<bool>(6),
                TimeAt(reader, 7)),
            RequestedBy = ActorAt(reader, 8),
            CreatedAt = TimeAt(reader, 13),
            RowsWritten = reader.GetInt64(14),
            RowsTotal = reader.GetInt64(15),
            Bytes = reader.GetInt64(16),
            Sha256 = TextOrNull(reader.GetString(17)),
            Error = TextOrNull(reader.GetString(18)),
            CompletedAt = TimeOrNull(reader, 19),
            ExpiresAt = TimeOrNull(reader, 20),
            Host = reader.GetString(21),
            LeaseUntil = TimeOrNull(reader, 22),
        },
        reader.GetGuid(3));

    /// <summary>A state of a later version is none that anything is run in.</summary>
    private static ExportState StateOf(string name) => Enum.TryParse<ExportState>(name, ignoreCase: true, out var state) ? state : ExportState.Failed;
}

/// <summary>A record as the table holds it.</summary>
/// <param name="Job">The record.</param>
/// <param name="ChangeId">Who made the last change.</param>
internal sealed record StoredExport(ExportJob Job, Guid ChangeId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ExportRow))]
internal sealed partial class ExportRowJson : JsonSerializerContext;
