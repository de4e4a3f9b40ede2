using System.Text.Json;
using Audit.Cli.Tests.Support;

namespace Audit.Cli.Tests.Classify;

public sealed class JsonLineTests
{
    [Fact]
    public async Task Every_line_is_answered_in_the_names_of_the_taxonomy()
    {
        var run = await CommandRun.WithInputAsync(
            """{"id":7,"dialect":"sqlserver","sql":"DELETE FROM [b] FROM [Blogs] AS [b]; SELECT 'it''s' FROM x WHERE y = 1+1"}""", "classify", "--jsonl");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(
            """^\{"id":7,"operations":\["DELETE","SELECT"],"writes":\["Blogs"],"reads":\["x"],"destructive":\["delete_no_where"],"opaque":false,"incomplete":false,"redacted":"DELETE FROM \[b] FROM \[Blogs] AS \[b]; SELECT \? FROM x WHERE y = \?\+\?","fingerprint":"[0-9a-f]{16}"}$""",
            Assert.Single(run.Lines));
    }

    [Theory]
    [InlineData("postgresql", "DROP TABLE \"t\"")]
    [InlineData("sqlserver", "DROP TABLE [t]")]
    [InlineData("mysql", "DROP TABLE `t`")]
    [InlineData("sqlite", "DROP TABLE [t]")]
    [InlineData("oracle", "DROP TABLE \"t\"")]
    public async Task Every_dialect_is_known_by_its_name(string dialect, string sql)
    {
        var run = await CommandRun.WithInputAsync(JsonSerializer.Serialize(new { id = "a", dialect, sql }), "classify", "--jsonl");

        using var answer = JsonDocument.Parse(Assert.Single(run.Lines));
        Assert.Equal("t", Assert.Single(answer.RootElement.GetProperty("writes").EnumerateArray()).GetString());
        Assert.Equal("drop_table", Assert.Single(answer.RootElement.GetProperty("destructive").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("nonsense", "null")]
    [InlineData("""{"id":3,"dialect":"sqlite","sql":12}""", "3")]
    [InlineData("""{"id":"x","dialect":"cobol","sql":"SELECT 1"}""", "\"x\"")]
    [InlineData("""{"id":5,"dialect":"sqlite"}""", "5")]
    [InlineData("""{"id":5,"dialect":"sqlite","sql":"SELECT 1""", "5")]
    [InlineData("""{"id":5,"sql":"SELECT 1"} {"id":6,"sql":"SELECT 1"}""", "5")]
    [InlineData("null", "null")]
    [InlineData("[1]", "null")]
    public async Task A_bad_line_is_answered_by_its_error_and_the_rest_goes_on(string bad, string id)
    {
        const string Good = """{"id":1,"dialect":"sqlite","sql":"SELECT 1"}""";

        var run = await CommandRun.WithInputAsync($"{Good}\n{bad}\n{Good}\n", "classify", "--jsonl");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(3, run.Lines.Length);
        Assert.StartsWith($$"""{"id":{{id}},"error":""", run.Lines[1], StringComparison.Ordinal);
        Assert.Equal(run.Lines[0], run.Lines[2]);
    }

    [Theory]
    [InlineData("""{"id":1,"dialect":"sqlite","sql":"DELETE FROM t /* \ud800 */"}""")]
    [InlineData("""{"id":1,"dialect":"sqlite","sql":"DELETE FROM t /* \udc00\\udc00 */"}""")]
    [InlineData("""{"id":1,"dialect":"sqlite","sql":"DELETE FROM t /* \u0000\ud83d\ude00\ud83d */"}""")]
    public async Task Lone_surrogates_do_not_hide_a_statement(string line)
    {
        var run = await CommandRun.WithInputAsync(line, "classify", "--jsonl");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"destructive\":[\"delete_no_where\"]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf_8_do_not_hide_a_statement()
    {
        byte[] line = [.. """{"id":1,"dialect":"sqlite","sql":"DELETE FROM t /* """u8, 0xFF, 0xC3, .. """ */"}"""u8];

        var run = await CommandRun.WithInputAsync(line, "classify", "--jsonl");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"destructive\":[\"delete_no_where\"]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_statement_is_answered_whole()
    {
        var sql = $"SELECT {string.Join(", ", Enumerable.Range(0, 200_000).Select(static i => $"c{i}"))} FROM t";

        var run = await CommandRun.WithInputAsync(JsonSerializer.Serialize(new { id = 1, dialect = "postgresql", sql }), "classify", "--jsonl");

        using var answer = JsonDocument.Parse(Assert.Single(run.Lines));
        Assert.Equal(sql, answer.RootElement.GetProperty("redacted").GetString());
    }

    [Fact]
    public async Task Empty_lines_and_carriage_returns_are_no_lines()
    {
        var run = await CommandRun.WithInputAsync("\r\n\n{\"id\":1,\"sql\":\"SELECT 1\"}\r\n  \n", "classify", "--jsonl", "--dialect", "oracle");

        Assert.Equal(0, run.ExitCode);
        Assert.Single(run.Lines);
    }
}
