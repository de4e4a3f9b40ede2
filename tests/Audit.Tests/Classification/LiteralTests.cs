using Audit.Statements;

namespace Audit.Tests.Classification;

/// <summary>No literal and no secret gets through, whatever its quoting.</summary>
public sealed class LiteralTests
{
    [Theory]
    [InlineData(SqlDialect.PostgreSql, "SELECT 'S3CRET', E'it\\'s S3CRET', U&'S3CRET', $$S3CRET$$, $t$ S3CRET $t$, X'5ec', B'01', 1.5e10, .5, 0x5ec", "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?")]
    [InlineData(SqlDialect.PostgreSql, "SELECT $1, @p, :p, a[1:2], 'a'::text", "SELECT $1, @p, :p, a[?:?], ?::text")]
    [InlineData(SqlDialect.PostgreSql, "SELECT 'it''s S3CRET' 'and more'", "SELECT ? ?")]
    [InlineData(SqlDialect.PostgreSql, "SELECT 'a\\', S3CRET", "SELECT ?, S3CRET")]
    [InlineData(SqlDialect.Sqlite, "SELECT x'5ec', 'S3CRET' FROM t WHERE a = \"S3CRET\" AND \"b\" = @p", "SELECT ?, ? FROM t WHERE a = ? AND \"b\" = @p")]
    [InlineData(SqlDialect.Sqlite, "INSERT INTO t VALUES (\"S3CRET\", 'x'), (\"S3CRET\", 1)", "INSERT INTO t VALUES (?, ?), (?, ?)")]
    [InlineData(SqlDialect.Sqlite, "PRAGMA key = \"S3CRET\"", "PRAGMA key = ?")]
    [InlineData(SqlDialect.Sqlite, "PRAGMA rekey(S3CRET)", "PRAGMA rekey(?)")]
    [InlineData(SqlDialect.Sqlite, "ATTACH 'x' AS y KEY S3CRET", "ATTACH ? AS y KEY ?")]
    [InlineData(SqlDialect.SqlServer, "SELECT N'S3CRET', [a], \"b\", 0x5EC, @p, @@ROWCOUNT", "SELECT ?, [a], \"b\", ?, @p, @@ROWCOUNT")]
    [InlineData(SqlDialect.SqlServer, "SELECT $12.50, £12, -$5, $.5, $action, a FROM t WHERE a = $5", "SELECT ?, ?, -?, ?, $action, a FROM t WHERE a = ?")]
    [InlineData(SqlDialect.Oracle, "SELECT 1.5f, 2D, 3dd, 1e5F FROM t", "SELECT ?, ?, ?dd, ? FROM t")]
    [InlineData(SqlDialect.Unknown, "SELECT £12, £a FROM t", "SELECT ?, £a FROM t")]
    [InlineData(SqlDialect.MySql, "SELECT \"S3CRET\", 'S3\\'CRET', _utf8'S3CRET', `a`, x'00' # S3CRET", "SELECT ?, ?, _utf8?, `a`, ?")]
    [InlineData(SqlDialect.Oracle, "SELECT q'[S3'CRET]', nq'{S3CRET}', q'!S3CRET!', :1 FROM t", "SELECT ?, ?, ?, :1 FROM t")]
    [InlineData(SqlDialect.Oracle, "ALTER USER u IDENTIFIED BY S3CRET REPLACE S3CRET", "ALTER USER u IDENTIFIED BY ? REPLACE ?")]
    [InlineData(SqlDialect.Unknown, "SELECT 'S3CRET', $$S3CRET$$ FROM [t] WHERE a = \"S3CRET\"", "SELECT ?, ? FROM [t] WHERE a = ?")]
    public void Literals_are_replaced(SqlDialect dialect, string sql, string expected) =>
        Assert.Equal(expected, Statements.Classify(sql, dialect).RedactedText);

    [Theory]
    [InlineData(SqlDialect.MySql, SqlDialectOptions.AnsiQuotes, "SELECT \"a\", 'b'", "SELECT \"a\", ?")]
    [InlineData(SqlDialect.MySql, SqlDialectOptions.NoBackslashEscapes, "SELECT 'a\\', b", "SELECT ?, b")]
    [InlineData(SqlDialect.SqlServer, SqlDialectOptions.QuotedIdentifierOff, "SELECT \"a\", [b]", "SELECT ?, [b]")]
    public void Settings_of_the_session_decide_what_quotes_mean(SqlDialect dialect, SqlDialectOptions options, string sql, string expected) =>
        Assert.Equal(expected, Statements.Classify(sql, dialect, options).RedactedText);

    [Theory]
    [InlineData(SqlDialect.PostgreSql, "DO $x$ BEGIN UPDATE t SET a = 'S3CRET' WHERE b = 1; END $x$", "DO $x$BEGIN UPDATE t SET a = ? WHERE b = ?; END$x$")]
    [InlineData(SqlDialect.SqlServer, "EXEC(N'UPDATE t SET a = ''S3CRET'' WHERE b = 1')", "EXEC(N'UPDATE t SET a = ? WHERE b = ?')")]
    [InlineData(SqlDialect.SqlServer, "EXEC('EXEC(''DELETE FROM t WHERE a = ''''S3CRET'''''')')", "EXEC('EXEC(''DELETE FROM t WHERE a = ?'')')")]
    [InlineData(SqlDialect.MySql, "PREPARE s FROM \"SELECT 'S3CRET' FROM t\"", "PREPARE s FROM 'SELECT ? FROM t'")]
    public void Texts_that_run_are_shown_without_their_literals(SqlDialect dialect, string sql, string expected) =>
        Assert.Equal(expected, Statements.Classify(sql, dialect).RedactedText);

    [Theory]
    [InlineData(SqlDialect.PostgreSql, "SELECT 'open S3CRET")]
    [InlineData(SqlDialect.PostgreSql, "SELECT $a$ open S3CRET $b$")]
    [InlineData(SqlDialect.PostgreSql, "SELECT \"open S3CRET")]
    [InlineData(SqlDialect.SqlServer, "SELECT [open S3CRET")]
    [InlineData(SqlDialect.Oracle, "SELECT q'[open S3CRET")]
    [InlineData(SqlDialect.MySql, "SELECT 'open \\' S3CRET")]
    [InlineData(SqlDialect.PostgreSql, "S3CRET IS NO STATEMENT")]
    [InlineData(SqlDialect.PostgreSql, "SELECT 1; S3CRET")]
    [InlineData(SqlDialect.Unknown, "SELECT /* /* */ S3CRET -- */")]
    public void What_is_not_understood_is_not_shown(SqlDialect dialect, string sql)
    {
        var info = Statements.Classify(sql, dialect);

        Assert.True(info.IsIncomplete);
        Assert.Equal("<unparsed>", info.RedactedText);
    }

    [Fact]
    public void Comments_are_dropped_and_the_outer_ones_become_tags()
    {
        const string sql = "-- Orders of a customer\n-- password=S3CRET;\nSELECT /* inner */ a -- why\nFROM t /*traceparent='00-abc',route='%2Forders'*/";

        var info = Statements.Classify(sql, SqlDialect.PostgreSql);

        Assert.Equal("SELECT a\nFROM t", info.RedactedText);
        Assert.Equal(["Orders of a customer", "password=<redacted>;", "traceparent='00-abc',route='%2Forders'"], info.Tags);
    }

    [Fact]
    public void A_long_statement_is_cut_with_its_length_and_a_hash_and_is_still_understood()
    {
        var classifier = Statements.NewClassifier(static options => options.Classification.MaxStatementLength = 1000);
        var sql = $"SELECT {string.Join(", ", Enumerable.Range(0, 5000).Select(static i => $"c{i}"))} FROM t; DROP TABLE u";

        var info = classifier.Classify(sql, SqlDialect.PostgreSql);

        Assert.True(info.IsTruncated);
        Assert.Equal(sql[..1000], info.RedactedText[..1000]);
        Assert.Matches($@"… \(cut; {sql.Length} characters, SHA-256 of UTF-16 [0-9a-f]{{64}}\)$", info.RedactedText);
        Assert.Equal("SELECT DROP; writes u; reads t; drop_table u via batch", Statements.Describe(info));
    }
}
