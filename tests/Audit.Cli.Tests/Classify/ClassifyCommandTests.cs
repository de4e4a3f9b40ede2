using Audit.Cli.Tests.Support;

namespace Audit.Cli.Tests.Classify;

public sealed class ClassifyCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("audit-cli-").FullName;

    [Fact]
    public async Task A_script_is_shown_as_a_table_with_the_line_of_every_statement()
    {
        var run = await CommandRun.OfAsync("classify", "--dialect", "postgresql", Script("SELECT a FROM t;\n\nWITH d AS (DELETE FROM orders RETURNING *) SELECT * FROM d;\nDROP VIEW v;"));

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"│\s+1 │ SELECT\s+│\s+│ t\s+│\s+│", run.Output);
        Assert.Matches(@"│\s+3 │ .*│ orders\s+│\s+│ critical delete_no_where on orders via cte │", run.Output);
        Assert.Matches(@"│\s+4 │ DROP\s+│ v\s+│\s+│ low drop_view on v\s+│", run.Output);
        Assert.EndsWith("3 statements: 1 critical, 1 low\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE t SET a = 1;", "critical", 0)]
    [InlineData("UPDATE t SET a = 1;", "High", 1)]
    [InlineData("UPDATE t SET a = 1;", "medium", 1)]
    [InlineData("DROP VIEW v;", "medium", 0)]
    [InlineData("DROP VIEW v;", "low", 1)]
    [InlineData("SELECT 'DROP TABLE t';", "low", 0)]
    public async Task The_exit_code_tells_whether_a_severity_is_reached(string sql, string severity, int expected)
    {
        var run = await CommandRun.OfAsync("classify", "--fail-on", severity, Script(sql));

        Assert.Equal(expected, run.ExitCode);
        Assert.Equal(expected == 1, run.Error.Contains("reached the severity", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_scripts_have_a_table_each_and_count_together()
    {
        var one = Script("DROP TABLE a;");
        var two = Script("DELETE FROM b;");

        var run = await CommandRun.OfAsync("classify", "--fail-on", "critical", one, two);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(Path.GetFileName(one), run.Output, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(two), run.Output, StringComparison.Ordinal);
        Assert.Contains("2 statements: 2 critical", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 2 statements reached the severity critical", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_can_come_from_standard_input()
    {
        var run = await CommandRun.WithInputAsync("TRUNCATE TABLE a;", "classify", "-d", "sqlserver");

        Assert.Contains("critical truncate on a", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_told_is_said()
    {
        var run = await CommandRun.WithInputAsync("EXEC(@sql);\nGO\nDELETE FROM 'open", "classify");

        Assert.Contains("opaque: what runs is not in the text", run.Output, StringComparison.Ordinal);
        Assert.Contains("not understood", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dialect cobol is not known", "classify", "--dialect", "cobol")]
    [InlineData("--fail-on bad is not a severity", "classify", "--fail-on", "bad")]
    [InlineData("cannot be read", "classify", "/nowhere/script.sql")]
    [InlineData("--foo is neither an option nor a script", "classify", "--foo")]
    [InlineData("--jsonl reads standard input", "classify", "--jsonl", "x.sql")]
    [InlineData("Required argument missing for option: '--dialect'", "classify", "--dialect")]
    [InlineData("Required command was not provided")]
    [InlineData("reset", "reset")]
    public async Task Wrong_use_is_told_and_exits_with_2(string message, params string[] arguments)
    {
        var run = await CommandRun.OfAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Script(string sql)
    {
        var path = Path.Combine(_directory, $"{Directory.GetFiles(_directory).Length}.sql");
        File.WriteAllText(path, sql);
        return path;
    }
}
