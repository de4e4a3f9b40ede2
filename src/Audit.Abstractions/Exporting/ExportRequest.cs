using Audit.Querying;

namespace Audit.Exporting;

/// <summary>What somebody wants exported. Who asks for somebody else narrows the filter first to what they may see.</summary>
/// <param name="Filter">Which events.</param>
/// <param name="Format">As what.</param>
/// <param name="ShowsPersonalData">Whether the columns with personal data are part of it: addresses and agents of clients, names of actors, arguments of commands, custom attributes, values of parameters and of changes.</param>
public sealed record ExportRequest(AuditFilter Filter, ExportFormat Format, bool ShowsPersonalData);
