namespace Audit.Storage.ClickHouse.Reading.Sql;

/// <summary>A value that travels beside the statement.</summary>
/// <param name="Name">The name of its placeholder.</param>
/// <param name="Type">Its ClickHouse type.</param>
/// <param name="Value">The value.</param>
internal sealed record SqlParameter(string Name, string Type, object Value);
