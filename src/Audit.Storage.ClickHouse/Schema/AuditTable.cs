namespace Audit.Storage.ClickHouse.Schema;

/// <summary>A table as this version of the package needs it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">The names and types of the columns it must have at least.</param>
internal sealed record AuditTable(string Name, IReadOnlyList<(string Name, string Type)> Columns);
