using System.Globalization;
using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.MySql;
using Audit.Testing.MariaDb;
using MySqlConnector;

namespace Audit.Classification.Tests.Parsers;

/// <summary>A real MariaDB server takes the generated statements for SQL.</summary>
public sealed class MariaDbSyntaxTests(MariaDbFixture server) : IClassFixture<MariaDbFixture>
{
    private const int Count = 3_000;

    [Fact]
    public async Task The_server_finds_no_fault_in_the_syntax()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var connection = new MySqlConnection(server.ConnectionString);
        await connection.OpenAsync(cancellationToken);

        var seed = Random.Shared.Next();
        var wrong = new List<string>();
        var grammar = new MySqlGrammar();
        foreach (var statement in new Generator(grammar).Make(seed, Count))
        {
            foreach (var text in Texts(statement, grammar))
            {
                if (!IsTooLong(text) && await FindFaultAsync(connection, text, cancellationToken) is { } fault)
                    wrong.Add($"{statement.Production}: {text}\n    {fault}");
            }
        }

        Assert.True(wrong.Count == 0, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {wrong.Count} are refused:\n{string.Join('\n', wrong.Take(40))}"));
    }

    /// <summary>The name of an XA transaction has 64 bytes at the most; a longer one is no other syntax, and yet refused as if it were.</summary>
    private static bool IsTooLong(string text) => text.StartsWith("XA START", StringComparison.Ordinal) && text.Length > "XA START ''".Length + 64;

    /// <summary>What this server can be asked: no syntax of MySQL alone, and one statement at a time.</summary>
    private static IEnumerable<string> Texts(GeneratedStatement statement, Grammar grammar)
    {
        if (statement.Sql.Parts.Count > 0)
            return statement.Sql.Parts.Where(IsKnown).Select(part => Dressing.Write(part, grammar, new Random(1), DressingKind.Plain, []));
        if (!IsKnown(statement.Sql))
            return [];
        // Comments within comments that run are no syntax of any server.
        return statement.Production.Contains("/*", StringComparison.Ordinal) ? statement.Texts[..1] : statement.Texts;
    }

    private static bool IsKnown(Sql sql) => sql.Only is "" or "mariadb" or "unprepared";

    private static async Task<string?> FindFaultAsync(MySqlConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"PREPARE generated FROM CONVERT(X'{Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text))}' USING utf8mb4)";
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            return null;
        }
        catch (MySqlException exception)
        {
            // What does not exist, and what may not be prepared, the server tells only when it has understood the syntax.
            return exception.ErrorCode is MySqlErrorCode.ParseError or MySqlErrorCode.SyntaxError or MySqlErrorCode.EmptyQuery ? exception.Message : null;
        }
    }
}
