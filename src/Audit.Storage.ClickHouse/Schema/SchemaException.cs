namespace Audit.Storage.ClickHouse.Schema;

/// <summary>The schema of the store is not the one this version of the package needs. Writing is held until it is.</summary>
internal sealed class SchemaException(string message) : Exception(message);
