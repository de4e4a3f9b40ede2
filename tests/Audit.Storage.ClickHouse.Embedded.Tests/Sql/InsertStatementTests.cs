using Audit.Storage.ClickHouse.Embedded.Sql;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Sql;

public sealed class InsertStatementTests
{
    [Theory]
    [InlineData("INSERT INTO t FORMAT CSV\n1,2", "INSERT INTO t ", "CSV", "1,2")]
    [InlineData("INSERT INTO t FORMAT CSV\r\n1,2", "INSERT INTO t ", "CSV", "1,2")]
    [InlineData("INSERT INTO t FORMAT CSV 1,2", "INSERT INTO t ", "CSV", "1,2")]
    [InlineData("INSERT INTO t FORMAT CSV;\n1,2", "INSERT INTO t ", "CSV", "1,2")]
    [InlineData("-- note\ninsert into t (`format`, b) settings x = 1 format Native\n\n\n", "-- note\ninsert into t (`format`, b) settings x = 1 ", "Native", "\n\n")]
    [InlineData("INSERT INTO db.`FORMAT` FORMAT TSV\n", "INSERT INTO db.`FORMAT` ", "TSV", "")]
    [InlineData("INSERT INTO t VALUES (1, 'FORMAT X')", "INSERT INTO t ", "Values", " (1, 'FORMAT X')")]
    [InlineData("/* FORMAT A */ INSERT INTO t /* FORMAT B */ FORMAT C\nFORMAT D", "/* FORMAT A */ INSERT INTO t /* FORMAT B */ ", "C", "FORMAT D")]
    public void Data_of_an_insert_is_found(string text, string prefix, string format, string data)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var insert = InsertStatement.Find(bytes);
        Assert.NotNull(insert);
        Assert.Equal(prefix, System.Text.Encoding.UTF8.GetString(bytes[..insert.Value.PrefixLength]));
        Assert.Equal(format, insert.Value.Format);
        Assert.Equal(data, System.Text.Encoding.UTF8.GetString(bytes[insert.Value.DataStart..]));
    }

    [Theory]
    [InlineData("SELECT 1 FORMAT CSV")]
    [InlineData("INSERT INTO t SELECT 1 FORMAT CSV")]
    [InlineData("INSERT INTO t (a, b)")]
    [InlineData("INSERT INTO t (FORMAT CSV")]
    [InlineData("CREATE TABLE t (a UInt8)")]
    [InlineData("")]
    public void Other_texts_have_no_data(string text) =>
        Assert.Null(InsertStatement.Find(System.Text.Encoding.UTF8.GetBytes(text)));
}
