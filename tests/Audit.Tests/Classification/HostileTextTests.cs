using System.Diagnostics;
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

    [Theory]
    [InlineData("SELECT ", "a.", "a")]
    [InlineData("INSERT INTO t VALUES ", "(1, 'x'),", "(2, 'y')")]
    [InlineData("", "UPDATE t SET a = 1 WHERE b = 2;", "DROP TABLE t")]
    public void A_megabyte_is_read_in_time(string start, string piece, string end)
    {
        var large = Repeat(start, piece, end, 1024 * 1024);

        Assert.True(Measure(() => Statements.Classify(large, SqlDialect.PostgreSql)) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Mutated_statements_never_throw()
    {
        var random = new Random(20260301);
        var seeds = Seeds.All;
        InSmallStack(() =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                var sql = Mutate(seeds[random.Next(seeds.Length)], seeds[random.Next(seeds.Length)], random);
                var info = Statements.Classify(sql, (SqlDialect)random.Next(6), (SqlDialectOptions)random.Next(8));

                Assert.NotNull(info.RedactedText);
                Assert.False(info.IsIncomplete && info.RedactedText != "<unparsed>");
            }
        });
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

    private static string Mutate(string sql, string other, Random random)
    {
        var text = new StringBuilder(sql);
        for (var edits = random.Next(1, 5); edits > 0 && text.Length > 0; edits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(6))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 8), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Seeds.Pieces[random.Next(Seeds.Pieces.Length)]);
                    break;
                case 2:
                    text[at] = (char)random.Next(1, 128);
                    break;
                case 3:
                    text[at] = (char)random.Next(char.MaxValue);
                    break;
                case 4:
                    text.Length = at;
                    break;
                default:
                    text.Insert(at, other);
                    break;
            }
        }

        return text.ToString();
    }

    private static TimeSpan Measure(Action action)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 2; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
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
