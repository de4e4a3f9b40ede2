namespace Audit.Schema;

/// <summary>A column of the audit log.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Type">How its values are encoded.</param>
/// <param name="LowCardinality">Whether it holds few different values, so that a store does well to keep a dictionary (in arrays: of the elements, in maps: of the keys).</param>
/// <param name="Description">What it holds; stores keep it as the column's comment.</param>
public sealed record AuditColumn(string Name, AuditColumnType Type, bool LowCardinality, string Description);
