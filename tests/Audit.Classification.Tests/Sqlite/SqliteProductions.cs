using Audit.Classification.Tests.Generation;

namespace Audit.Classification.Tests.Sqlite;

internal static class SqliteProductions
{
    public static IReadOnlyList<Production> All { get; } = [];
}
