using System.Reflection;

namespace Audit.Tests.Classification;

/// <summary>Statements to mutate: the examples of the other tests.</summary>
internal static class Seeds
{
    public static string[] All { get; } =
    [
        .. new[] { typeof(PostgreSqlStatementTests), typeof(SqliteStatementTests), typeof(OtherDialectStatementTests), typeof(LiteralTests) }
            .SelectMany(static type => type.GetMethods())
            .SelectMany(static method => method.GetCustomAttributes<InlineDataAttribute>())
            .SelectMany(static data => data.Data.OfType<string>())
            .Where(static text => text.Length > 0),
    ];

    public static string[] Pieces { get; } =
    [
        "'", "\"", "`", "[", "]", "$$", "$a$", "(", ")", ";", ",", ".", "--", "/*", "*/", "/*!", "#", "\\", "\0", "\n", "\r", ":", "@", "::", "q'[", "E'", "N'",
        " FROM ", " WHERE ", " SELECT ", " WITH ", " AS ", " EXEC ", " BEGIN ", " END ", " CASE ", " IN (", " VALUES (", " BETWEEN ", " AND ", " OR ", " NOT ",
        " SET ", " USING ", " JOIN ", " ON ", " DROP ", " TABLE ", " EXECUTE 'x' ", "GO\n", "\n/\n", "\uD800", "\uFEFF", "1e", "0x", "..", " - ",
    ];
}
