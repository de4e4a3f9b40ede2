using Audit.Storage.ClickHouse.Embedded.Sql;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Sql;

public sealed class OutputClauseTests
{
    [Theory]
    [InlineData("SELECT 1", "SELECT 1\nINTO OUTFILE 'f' APPEND FORMAT D", "D")]
    [InlineData("SELECT 1 ; ", "SELECT 1\nINTO OUTFILE 'f' APPEND FORMAT D", "D")]
    [InlineData("SELECT 1 -- FORMAT x", "SELECT 1\nINTO OUTFILE 'f' APPEND FORMAT D", "D")]
    [InlineData("SELECT 1 FORMAT JSON", "SELECT 1 \nINTO OUTFILE 'f' APPEND FORMAT JSON", "JSON")]
    [InlineData("SELECT 1 format JSON;", "SELECT 1 \nINTO OUTFILE 'f' APPEND format JSON", "JSON")]
    [InlineData("SELECT 1 FORMAT JSON SETTINGS a = 1", "SELECT 1 \nINTO OUTFILE 'f' APPEND FORMAT JSON SETTINGS a = 1", "JSON")]
    [InlineData("SELECT 1 AS format", "SELECT 1 AS format\nINTO OUTFILE 'f' APPEND FORMAT D", "D")]
    [InlineData("SELECT a, format FROM t", "SELECT a, format FROM t\nINTO OUTFILE 'f' APPEND FORMAT D", "D")]
    [InlineData("SELECT format('{}', 1)", "SELECT format('{}', 1)\nINTO OUTFILE 'f' APPEND FORMAT D", "D")]
    [InlineData("SELECT (SELECT 1 FORMAT X)", "SELECT (SELECT 1 FORMAT X)\nINTO OUTFILE 'f' APPEND FORMAT D", "D")]
    [InlineData("SELECT $q$ FORMAT X $q$", "SELECT $q$ FORMAT X $q$\nINTO OUTFILE 'f' APPEND FORMAT D", "D")]
    public void Output_is_redirected_in_the_right_format(string sql, string expected, string format)
    {
        var redirected = OutputClause.Redirect(System.Text.Encoding.UTF8.GetBytes(sql), "f", "D", out var actual);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(redirected));
        Assert.Equal(format, actual);
    }

    [Theory]
    [InlineData("SELECT 1 INTO OUTFILE 'x'", true)]
    [InlineData("SELECT 1 into/**/outfile 'x'", true)]
    [InlineData("EXPLAIN SELECT 1 INTO -- c\n OUTFILE 'x'", true)]
    [InlineData("SELECT 'INTO OUTFILE'", false)]
    [InlineData("SELECT `INTO` `OUTFILE`", false)]
    [InlineData("SELECT 1 /* INTO OUTFILE */", false)]
    public void Writing_a_file_is_recognised(string sql, bool expected) =>
        Assert.Equal(expected, OutputClause.WritesFile(System.Text.Encoding.UTF8.GetBytes(sql)));
}
