using Audit.Querying;

namespace Audit.Exporting;

/// <summary>Exactly the events of an export: what was asked for, made independent of the time at which it is read.</summary>
/// <param name="Filter">Which events; without relative ranges.</param>
/// <param name="Format">As what.</param>
/// <param name="ShowsPersonalData">Whether the columns with personal data are part of it.</param>
/// <param name="StoredUntil">Only events that the store had by this time, by the store's own clock.</param>
public sealed record ExportSelection(AuditFilter Filter, ExportFormat Format, bool ShowsPersonalData, DateTimeOffset StoredUntil);
