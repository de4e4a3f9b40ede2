namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>Quoting for the few statements that are composed here.</summary>
internal static class SqlText
{
    internal static string Literal(string value) =>
        $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    internal static string Identifier(string name) =>
        $"`{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal)}`";
}
