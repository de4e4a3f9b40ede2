using Audit.Statements;
using FsCheck;
using FsCheck.Fluent;

namespace Audit.Tests.Classification;

/// <summary>Statements whose truth is known by construction, dressed up with odd literals, comments, white space and case.</summary>
public sealed class GeneratedStatementTests
{
    private const string Secret = "S3CRET";

    /// <summary>The text has holes: <c>{n}</c> is name n, <c>?</c> a literal, a blank any white space.</summary>
    private static readonly (string Text, string Truth)[] Templates =
    [
        ("SELECT {0} , ? FROM {1} WHERE {0} = ? AND {2} IN ( ? , ? )", "SELECT; reads {1}"),
        ("SELECT * FROM {0} INNER JOIN {1} ON {0} . {2} = {1} . {2} WHERE EXISTS ( SELECT ? FROM {3} )", "SELECT; reads {0}, {1}, {3}"),
        ("WITH {0} AS ( SELECT * FROM {1} WHERE {2} > ? ) SELECT * FROM {0} LEFT JOIN {3} ON {0} . {2} = ?", "SELECT; reads {1}, {3}"),
        ("INSERT INTO {0} ( {1} , {2} ) VALUES ( ? , ? ) , ( ? , ? )", "INSERT; writes {0}"),
        ("INSERT INTO {0} ( {1} ) SELECT {1} FROM {2} WHERE {3} <> ?", "INSERT; writes {0}; reads {2}"),
        ("UPDATE {0} SET {1} = ? WHERE {2} = ?", "UPDATE; writes {0}"),
        ("UPDATE {0} SET {1} = ? , {2} = ( SELECT ? )", "UPDATE; writes {0}; update_no_where {0}"),
        ("DELETE FROM {0} WHERE {1} = ? OR {2} LIKE ?", "DELETE; writes {0}"),
        ("DELETE FROM {0}", "DELETE; writes {0}; delete_no_where {0}"),
        ("DELETE FROM {0} WHERE {1} = ? OR NOT ( FALSE )", "DELETE; writes {0}; delete_always_true_where {0}"),
        ("DELETE FROM {0} WHERE {1} IN ( SELECT {2} FROM {3} WHERE {2} = ? )", "DELETE; writes {0}; reads {3}"),
        ("DROP TABLE IF EXISTS {0}", "DROP; writes {0}; drop_table {0}"),
        ("CREATE TABLE {0} ( {1} INTEGER DEFAULT ? , {2} TEXT )", "CREATE; writes {0}"),
        ("ALTER TABLE {0} DROP COLUMN {1}", "ALTER; writes {0}; drop_column {0}"),
        ("CREATE VIEW {0} AS SELECT ? FROM {1}", "CREATE; writes {0}"),
    ];

    private static readonly string[] Names =
    [
        "orders", "Customers", "\"drop table\"", "\"delete from x\"", "\"it''s\"", "_x1", "\"where\"", "täble", "\"a--b\"", "\"/*c*/\"", "\"select\"", "z9",
    ];

    private static readonly string[] Spaces = [" ", "  ", "\n", "\t\r\n ", " /* DROP TABLE S3CRET */ ", " -- DELETE FROM S3CRET '\n", "\n/* ' \" ; */\n"];

    private static Gen<string> Literal(SqlDialect dialect) =>
        from text in Gen.Elements("", "''", " ; DROP TABLE x; -- ", "/* ", "\"", "$$", "WHERE")
        from form in Gen.Choose(0, dialect == SqlDialect.PostgreSql ? 6 : 3)
        from number in Gen.Choose(100_000, 999_999)
        select form switch
        {
            0 => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => $"{number}.5e3",
            2 => "X'5ec5ec'",
            4 => $"E'{Secret}\\'{text}'",
            5 => $"$q${Secret}'{text}$q$",
            _ => $"'{Secret}{text}'",
        };

    private static Gen<(string Sql, string Again, string Truth)> Statement(SqlDialect dialect) =>
        from template in Gen.Elements(Templates)
        from names in Gen.Shuffle(Names)
        from literals in Literal(dialect).ArrayOf(16)
        from others in Literal(dialect).ArrayOf(16)
        from spaces in Gen.Elements(Spaces).ArrayOf(80)
        from cases in Gen.Choose(0, 1).ArrayOf(80)
        select (
            Write(template.Text, names, literals, static _ => " ", static _ => false),
            Write(template.Text, names, others, i => spaces[i], i => cases[i] == 1),
            string.Format(System.Globalization.CultureInfo.InvariantCulture, template.Truth, [.. names.Select(Unquote)]));

    [Theory]
    [InlineData(SqlDialect.PostgreSql)]
    [InlineData(SqlDialect.Sqlite)]
    public void Are_told_for_what_they_are_without_a_literal_and_with_one_fingerprint(SqlDialect dialect)
    {
        var fingerprints = new Dictionary<ulong, string>();
        foreach (var (sql, again, truth) in Statement(dialect).Sample(20_000))
        {
            var info = Statements.Classify(sql, dialect);
            var dressed = Statements.Classify(again, dialect);

            Assert.Equal(truth, Statements.Describe(info));
            Assert.True(truth == Statements.Describe(dressed), again);
            Assert.False(info.RedactedText.Contains(Secret, StringComparison.Ordinal) || dressed.RedactedText.Contains(Secret, StringComparison.Ordinal), again);
            Assert.True(info.Fingerprint == dressed.Fingerprint, $"{sql}\n{again}");
            var shape = info.RedactedText;
            Assert.True(fingerprints.TryAdd(info.Fingerprint, shape) || fingerprints[info.Fingerprint] == shape, $"{shape}\n{fingerprints[info.Fingerprint]}");
        }
    }

    private static string Write(string template, string[] names, string[] literals, Func<int, string> space, Func<int, bool> isLower)
    {
        var text = new System.Text.StringBuilder();
        var literal = 0;
        var part = 0;
        foreach (var word in template.Split(' '))
        {
            if (part++ > 0)
                text.Append(space(part));
            if (word == "?")
                text.Append(literals[literal++]);
            else if (word[0] == '{')
                text.Append(names[word[1] - '0']);
            else
                text.Append(isLower(part) ? word.ToLowerInvariant() : word);
        }

        return text.ToString();
    }

    private static string Unquote(string name) => name.Trim('"');
}
