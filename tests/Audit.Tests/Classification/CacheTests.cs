using System.Data;
using Audit.Classification.Caching;
using Audit.Statements;

namespace Audit.Tests.Classification;

/// <summary>What is remembered of a statement, and what is not.</summary>
public sealed class CacheTests
{
    [Fact]
    public void The_same_text_gives_the_same_answer_by_reference_and_by_content()
    {
        var classifier = Statements.NewClassifier();
        const string sql = "SELECT a FROM t WHERE b = 1";

        var first = classifier.Classify(sql, SqlDialect.PostgreSql);

        Assert.Same(first, classifier.Classify(sql, SqlDialect.PostgreSql));
        Assert.Same(first, classifier.Classify(new string(sql.AsSpan()), SqlDialect.PostgreSql));
    }

    [Fact]
    public void Dialect_options_and_command_type_are_part_of_the_question()
    {
        var classifier = Statements.NewClassifier();
        const string sql = "SELECT \"a\" FROM t";

        Assert.Equal(sql, classifier.Classify(sql, SqlDialect.PostgreSql).RedactedText);
        Assert.Equal("SELECT ? FROM t", classifier.Classify(sql, SqlDialect.MySql).RedactedText);
        Assert.Equal(sql, classifier.Classify(sql, SqlDialect.MySql, SqlDialectOptions.AnsiQuotes).RedactedText);
        Assert.Equal(["SELECT"], classifier.Classify("t", SqlDialect.MySql, commandType: CommandType.TableDirect).Operations);
        Assert.Equal(["CALL"], classifier.Classify("t", SqlDialect.MySql, commandType: CommandType.StoredProcedure).Operations);
    }

    [Fact]
    public void Comments_around_a_statement_come_from_the_text_and_not_from_the_memory()
    {
        var classifier = Statements.NewClassifier();
        const string sql = "SELECT a FROM t WHERE b = 1";

        var bare = classifier.Classify(sql, SqlDialect.PostgreSql);
        var first = classifier.Classify($"-- one\n\n{sql} /* trace=1 */", SqlDialect.PostgreSql);
        var second = classifier.Classify($"-- two\n\n{sql} /* trace=2 */", SqlDialect.PostgreSql);

        Assert.Empty(bare.Tags);
        Assert.Equal(["one", "trace=1"], first.Tags);
        Assert.Equal(["two", "trace=2"], second.Tags);
        Assert.Same(bare.RedactedText, second.RedactedText);
        Assert.Equal(bare.Fingerprint, second.Fingerprint);
    }

    [Theory]
    [InlineData("SELECT 'x", "SELECT 'x /* a */")]
    [InlineData("SELECT 1 -- x", "SELECT 1 -- x /* a */")]
    [InlineData("SELECT 1", "SELECT 1 /* '; DROP TABLE t; /* */")]
    [InlineData("SELECT 1", "SELECT 1 -- '\n/* ' */")]
    [InlineData("SELECT 1 /* b", "SELECT 1 /* b /* a */")]
    public void What_only_looks_like_a_comment_behind_a_known_statement_is_read_again(string known, string text)
    {
        foreach (var dialect in Enum.GetValues<SqlDialect>())
        {
            var classifier = Statements.NewClassifier();
            classifier.Classify(known, dialect);

            var remembered = classifier.Classify(text, dialect);
            var fresh = Statements.NewClassifier().Classify(text, dialect);

            Assert.Equal(Statements.Describe(fresh), Statements.Describe(remembered));
            Assert.Equal(fresh.RedactedText, remembered.RedactedText);
            Assert.Equal(fresh.Tags, remembered.Tags);
        }
    }

    [Theory]
    [InlineData("CREATE ROLE r PASSWORD 'x'")]
    [InlineData("ALTER USER u IDENTIFIED BY x")]
    [InlineData("UPDATE users SET password = 'x' WHERE id = 1")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'host=h password=p' PUBLICATION p")]
    public void Statements_with_credentials_are_not_remembered(string sql)
    {
        var classifier = Statements.NewClassifier();

        Assert.NotSame(classifier.Classify(sql, SqlDialect.Oracle), classifier.Classify(sql, SqlDialect.Oracle));
    }

    [Fact]
    public void Long_statements_are_not_remembered()
    {
        var classifier = Statements.NewClassifier();
        var sql = $"SELECT '{new string('x', 9000)}'";

        Assert.NotSame(classifier.Classify(sql, SqlDialect.Sqlite), classifier.Classify(sql, SqlDialect.Sqlite));
    }

    [Theory]
    [InlineData(1_000_000, 0)]
    [InlineData(10_000, 4000)]
    public void A_million_statements_take_no_more_than_the_bytes_allowed(int count, int length)
    {
        // Short ones run out of places before they run out of bytes.
        const int most = 1 << 20;
        var cache = new StatementCache(most);
        var columns = new string('x', length);
        for (var i = 0; i < count; i++)
        {
            var text = $"SELECT {i}{columns}";
            cache.Add(new StatementCache.Entry(text, 0, TextHash.Of(text), StatementInfo.Empty, endsOpen: false));
        }

        Assert.InRange(cache.Bytes, most / 2, most);
    }

    [Fact]
    public void What_is_used_stays_while_others_come_and_go()
    {
        var cache = new StatementCache(1 << 20);
        var kept = new StatementCache.Entry("SELECT kept", 0, TextHash.Of("SELECT kept"), StatementInfo.Empty, endsOpen: false);
        cache.Add(kept);
        for (var i = 0; i < 100_000; i++)
        {
            var text = $"SELECT {i}";
            cache.Add(new StatementCache.Entry(text, 0, TextHash.Of(text), StatementInfo.Empty, endsOpen: false));
            Assert.NotNull(cache.Find(kept.Text, 0, kept.Hash));
        }
    }

    [Fact]
    public void Many_threads_get_their_own_answers()
    {
        var classifier = Statements.NewClassifier(static options => options.Classification.CacheBytes = 65_536);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, worker =>
        {
            for (var i = 0; i < 500; i++)
            {
                var table = $"t{(worker * 31 + i) % 700}";
                var info = classifier.Classify($"DELETE FROM {table} WHERE a = {i}", SqlDialect.Sqlite);
                Assert.Equal([table], info.TablesWritten);
            }
        });
    }
}
