using System.Globalization;
using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.Sqlite;

namespace Audit.Classification.Tests.Parsers;

/// <summary>SQLite's authorizer tells of the generated statements what we take for their truth.</summary>
public sealed class SqliteAuthorizerTests
{
    private const int Count = 4_000;

    private static readonly string[] Changes = ["INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "PRAGMA", "ATTACH", "DETACH", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"];

    [Fact]
    public void The_authorizer_sees_the_tables_that_the_generator_means()
    {
        var seed = Random.Shared.Next();
        var wrong = new List<string>();
        using var authorizer = new SqliteAuthorizer();
        foreach (var statement in new Generator(new SqliteGrammar()).Make(seed, Count))
        {
            // Without a function for it, SQLite knows REGEXP by its syntax only.
            if (statement.Sql.Only == "regexp")
                continue;
            foreach (var text in statement.Texts)
            {
                var error = authorizer.Compile(text);
                var found = error.Length > 0 ? $"error: {error}" : Differences(statement, authorizer);
                if (found.Length > 0)
                    wrong.Add($"{statement.Production}: {text}\n    {found}");
            }
        }

        Assert.True(wrong.Count == 0, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {wrong.Count} differ:\n{string.Join('\n', wrong.Take(30))}"));
    }

    private static string Differences(GeneratedStatement statement, SqliteAuthorizer authorizer)
    {
        var truth = statement.Truth;
        // EXPLAIN compiles what it does not run.
        if (truth.Operations.Contains("EXPLAIN"))
            return "";
        var writes = truth.Writes.Select(Bare).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var difference = Difference("writes", writes, authorizer.Writes);

        // Of the columns that NATURAL joins SQLite tells one side, and of a common table that nothing refers to, nothing.
        if (statement.Production.Contains("NATURAL", StringComparison.Ordinal) || statement.Production.EndsWith("DELETE FROM {t}", StringComparison.Ordinal))
            return difference;

        // It reads what it changes, and tells of both; and its own tables to define others.
        var reads = truth.Reads.Select(Bare).Except(writes, StringComparer.OrdinalIgnoreCase).ToArray();
        var theirs = authorizer.Reads.Except(writes, StringComparer.OrdinalIgnoreCase)
            .Where(table => !table.StartsWith("sqlite_", StringComparison.Ordinal) || reads.Contains(table, StringComparer.Ordinal));
        difference += Difference("reads", reads, theirs);

        var verbs = truth.Operations.Select(static verb => verb == "REPLACE" ? "INSERT" : verb).ToHashSet(StringComparer.Ordinal);
        foreach (var verb in Changes)
        {
            if (verbs.Contains(verb) && !authorizer.Verbs.Contains(verb))
                difference += $"no {verb} ";
        }

        return difference;
    }

    private static string Difference(string what, IEnumerable<string> ours, IEnumerable<string> theirs)
    {
        var (mine, other) = (ours.ToHashSet(StringComparer.OrdinalIgnoreCase), theirs.ToHashSet(StringComparer.OrdinalIgnoreCase));
        return mine.SetEquals(other) ? "" : $"{what}: ours [{string.Join(" | ", mine)}], theirs [{string.Join(" | ", other)}] ";
    }

    private static string Bare(string told)
    {
        var name = told.StartsWith("main.", StringComparison.Ordinal) ? told[5..] : told;
        return name is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : name;
    }
}
