using System.Text;
using Audit.Statements;

namespace Audit.Tests.Classification;

/// <summary>Texts made to hurt: nothing throws, no stack overflows, and time stays linear in the text.</summary>
public sealed class HostileTextTests
{
    private const int SmallStack = 256 * 1024;

    public static TheoryData<string, string, string> Repetitions => new()
    {
        { "SELECT ", "a.", "a" },
        { "SELECT ", "(", "1" },
        { "SELECT ", "(SELECT ", "1" },
        { "SELECT * FROM ", "(", "t" },
        { "SELECT * FROM ", "(SELECT * FROM ", "t" },
        { "SELECT * FROM t WHERE ", "NOT ", "a" },
        { "DELETE FROM t WHERE ", "(", "1=1" },
        { "DELETE FROM t WHERE ", "-(", "1" },
        { "DELETE FROM t WHERE ", "1=1 AND ", "1=1" },
        { "DELETE FROM t WHERE ", "a BETWEEN 1 AND ", "1" },
        { "WITH ", "a AS (SELECT 1), ", "b AS (SELECT 2) SELECT 3 FROM b" },
        { "WITH a AS ", "(WITH a AS ", "(SELECT 1) SELECT 1" },
        { "", "WITH a AS (", "SELECT 1" },
        { "", "EXPLAIN ANALYZE ", "SELECT 1" },
        { "", "PREPARE p AS ", "SELECT 1" },
        { "", "EXEC('", "SELECT 1" },
        { "", "DO $$ ", "SELECT 1" },
        { "", "BEGIN ", "SELECT 1" },
        { "", "CASE WHEN ", "1" },
        { "", "/*", "SELECT 1" },
        { "", "/*!", "SELECT 1" },
        { "SELECT ", "'' ", "1" },
        { "SELECT ", "$a", "1" },
        { "SELECT ", "q'[", "1" },
        { "SELECT ", "\"", "1" },
        { "SELECT ", "[", "1" },
        { "", ";", "SELECT 1" },
        { "", "DROP TABLE t;", "SELECT 1" },
        { "", "UPDATE t SET a = 1;", "" },
        { "INSERT INTO t VALUES ", "(1),", "(2)" },
        { "VALUES ", "(VALUES ", "(2)" },
        { "SELECT 1 IN ", "(1 IN ", "(2)" },
        { "SELECT * FROM t ", "JOIN t ON ", "1" },
        { "SELECT * FROM ", "t, ", "t" },
        { "MERGE INTO t USING u ON 1=1 ", "WHEN NOT MATCHED BY SOURCE ", "" },
        { "ALTER TABLE t ", "DROP COLUMN a, ", "DROP b" },
        { "CREATE TRIGGER t ON t ", "BEGIN ", "END" },
        { "CREATE ", "OR ", "TABLE t" },
        { "SET ", "a = 1, ", "b = 2" },
        { "DELETE ", "t, ", "t FROM t" },
        { "UPDATE ", "t JOIN ", "t SET a = 1" },
        { "EXEC ('a'", " + 'b'", ")" },
        { "", "-- a\n", "SELECT 1" },
        { "", "\u2028\uD800", "SELECT 1" },
    };

    [Theory]
    [MemberData(nameof(Repetitions))]
    public void Time_is_linear_in_the_text(string start, string piece, string end)
    {
        var small = Repeat(start, piece, end, 16 * 1024);
        var large = Repeat(start, piece, end, 256 * 1024);
        foreach (var dialect in Enum.GetValues<SqlDialect>())
        {
            InSmallStack(() => Statements.Classify(small, dialect));

            // Sixteen times the text: linear is sixteen, quadratic 256. A busy machine gets a few tries.
            var isLinear = false;
            for (var i = 0; i < 5 && !isLinear; i++)
            {
                var one = Measure(() => Statements.Classify(small, dialect));
                var sixteen = Measure(() => Statements.Classify(large, dialect));
                isLinear = sixteen < TimeSpan.FromMilliseconds(100) || sixteen < 80 * one;
            }

            Assert.True(isLinear, dialect.ToString());
        }
    }

    /// <summary>Medians, since a busy machine makes any single figure worthless.</summary>
    [Theory]
    [InlineData("INSERT INTO t VALUES ", "(1, 'x'),", "(2, 'y')")]
    [InlineData("SELECT ", "a.", "a")]
    [InlineData("SELECT ", "(", "1")]
    [InlineData("SELECT ", "/* ", "*/")]
    public void Time_is_linear_up_to_ten_megabytes(string start, string piece, string end)
    {
        const int sixteenth = 640 * 1024;
        var small = Repeat(start, piece, end, sixteenth);
        var large = Repeat(start, piece, end, 16 * sixteenth);

        var one = Median(() => Statements.Classify(small, SqlDialect.PostgreSql));
        var sixteen = Median(() => Statements.Classify(large, SqlDialect.PostgreSql));

        // Sixteen times the text: linear is sixteen, quadratic 256.
        Assert.True(sixteen < TimeSpan.FromMilliseconds(200) || sixteen < 80 * one, $"{one} and {sixteen}");
    }

    [Theory]
    [InlineData("SELECT a FROM t.*")]
    [InlineData("SELECT a FROM \"t\".*")]
    [InlineData("WITH c AS (SELECT a FROM t.*) DELETE FROM c")]
    public void A_star_where_a_name_should_end_is_no_matter(string sql)
    {
        foreach (var dialect in Enum.GetValues<SqlDialect>())
            Assert.NotEmpty(Statements.Classify(sql, dialect).Operations);
    }

    [Theory]
    [InlineData("SELECT * FROM a.*")]
    [InlineData("TRUNCATE TABLE a.b.*")]
    [InlineData("DELETE FROM \"a\".*")]
    public void Names_that_end_in_a_star_do_no_harm(string sql)
    {
        foreach (var dialect in Enum.GetValues<SqlDialect>())
            Assert.NotNull(Statements.Classify(sql, dialect).RedactedText);
    }

    [Fact]
    public void Nesting_beyond_the_bound_is_incomplete()
    {
        var shallow = Nest(20);
        var deep = Nest(100);

        Assert.False(Statements.Classify(shallow, SqlDialect.PostgreSql).IsIncomplete);
        Assert.True(Statements.Classify(deep, SqlDialect.PostgreSql).IsIncomplete);
    }

    [Fact]
    public void Deep_ordinary_parentheses_are_no_matter()
    {
        var sql = $"SELECT {new string('(', 500)}1{new string(')', 500)} FROM t";

        Assert.Equal("SELECT; reads t", Statements.Describe(sql, SqlDialect.PostgreSql));
    }

    private static string Nest(int depth) => string.Concat(Enumerable.Repeat("SELECT (", depth)) + "1" + new string(')', depth);

    private static string Repeat(string start, string piece, string end, int length)
    {
        var text = new StringBuilder(start, length + 64);
        while (text.Length < length)
            text.Append(piece);
        return text.Append(end).ToString();
    }

    private static TimeSpan Median(Action action)
    {
        var times = new TimeSpan[3];
        for (var i = 0; i < times.Length; i++)
        {
            var start = ThreadTime.Now;
            action();
            times[i] = ThreadTime.Now - start;
        }

        Array.Sort(times);
        return times[1];
    }

    private static TimeSpan Measure(Action action)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 2; i++)
        {
            var start = ThreadTime.Now;
            action();
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, (ThreadTime.Now - start).Ticks));
        }

        return best;
    }

    private static void InSmallStack(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(
            () =>
            {
                thrown = Record.Exception(action);
            },
            SmallStack);
        thread.Start();
        thread.Join();
        Assert.Null(thrown);
    }
}
