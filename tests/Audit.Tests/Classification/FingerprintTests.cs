using Audit.Statements;

namespace Audit.Tests.Classification;

/// <summary>Statements of one shape have one fingerprint.</summary>
public sealed class FingerprintTests
{
    [Theory]
    [InlineData("SELECT a FROM t WHERE b = 1", "select  a\nfrom t where b=42 -- x")]
    [InlineData("SELECT a FROM t WHERE b = 'x'", "SELECT /* c */ a FROM t WHERE b = 'it''s';")]
    [InlineData("SELECT a FROM t WHERE b IN (1)", "SELECT a FROM t WHERE b IN (1, -2, 3)")]
    [InlineData("SELECT a FROM t WHERE b IN (@p0, @p1)", "SELECT a FROM t WHERE b IN (@p0, @p1, @p2, @p3)")]
    [InlineData("SELECT a FROM t WHERE b > -1", "SELECT a FROM t WHERE b > 1")]
    [InlineData("INSERT INTO t (a, b) VALUES (1, 'x')", "INSERT INTO t (a, b) VALUES (2, 'y'), (3, 'z')")]
    [InlineData("INSERT INTO t (a, b) VALUES (@p0, @p1) RETURNING id", "INSERT INTO t (a, b) VALUES (@p0, @p1), (@p2, @p3), (@p4, @p5) RETURNING id")]
    [InlineData("INSERT INTO t VALUES (1, now())", "INSERT INTO t VALUES (1, now()), (2, now())")]
    [InlineData("SELECT count(*) FROM t", "SELECT COUNT(*) FROM t")]
    [InlineData("DO $$ BEGIN DELETE FROM t WHERE a = 1; END $$", "DO $x$ begin delete from t where a = 2; end $x$")]
    public void Is_the_same(string one, string other) => Assert.Equal(Of(one), Of(other));

    [Theory]
    [InlineData("SELECT a FROM t", "SELECT a FROM u")]
    [InlineData("SELECT a FROM t", "SELECT b FROM t")]
    [InlineData("SELECT a FROM t", "SELECT A FROM t")]
    [InlineData("SELECT a FROM t", "SELECT \"a\" FROM t")]
    [InlineData("SELECT a - 1 FROM t", "SELECT a FROM t")]
    [InlineData("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b > 1")]
    [InlineData("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b = @p")]
    [InlineData("SELECT a FROM t WHERE b = @p", "SELECT a FROM t WHERE b = @q")]
    [InlineData("SELECT a FROM t WHERE b IN (1, 2)", "SELECT a FROM t WHERE b IN (1, c)")]
    [InlineData("SELECT a FROM t WHERE b IN (1)", "SELECT a FROM t WHERE b NOT IN (1)")]
    [InlineData("INSERT INTO t VALUES (1, 2)", "INSERT INTO t VALUES (1, now())")]
    [InlineData("INSERT INTO t VALUES (1, 2)", "INSERT INTO t VALUES (1, 2, 3)")]
    [InlineData("SELECT a, b FROM t", "SELECT a b FROM t")]
    [InlineData("DELETE FROM t WHERE true", "DELETE FROM t WHERE false")]
    [InlineData("SELECT (a + b) * c", "SELECT a + (b * c)")]
    [InlineData("DO $$ BEGIN DELETE FROM t WHERE a = 1; END $$", "DO $$ BEGIN DELETE FROM u WHERE a = 1; END $$")]
    public void Is_another(string one, string other) => Assert.NotEqual(Of(one), Of(other));

    /// <summary>Fingerprints are stored: a change of the algorithm would tear the history of a statement in two.</summary>
    [Fact]
    public void Never_changes()
    {
        Assert.Equal(0UL, Of(""));
        Assert.Equal(6526792080886377677UL, Of("SELECT a, count(*) FROM t WHERE b IN (1, 2) AND c = 'x' GROUP BY a"));
    }

    private static ulong Of(string sql) => Statements.Classify(sql, SqlDialect.PostgreSql).Fingerprint;
}
