namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>What a statement asks of its connection.</summary>
/// <param name="Settings">Settings by name, already of this statement only.</param>
/// <param name="Database">The current database; null for the engine's default.</param>
/// <param name="ReadOnlyLevel">ClickHouse's <c>readonly</c>: 0, 1 (no writes, no settings) or 2 (no writes).</param>
internal sealed record ConnectionRequest(IReadOnlyList<KeyValuePair<string, string>> Settings, string? Database, int ReadOnlyLevel)
{
    internal static ConnectionRequest Plain { get; } = new([], null, 0);
}
