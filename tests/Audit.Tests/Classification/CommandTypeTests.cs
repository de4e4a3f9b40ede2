using System.Data;
using Audit.Events;
using Audit.Statements;

namespace Audit.Tests.Classification;

/// <summary>Commands that are not SQL, and what follows from a statement for its event.</summary>
public sealed class CommandTypeTests
{
    [Theory]
    [InlineData(SqlDialect.SqlServer, "dbo.CloseOrders", "EXEC", "EXEC dbo.CloseOrders", "db.exec")]
    [InlineData(SqlDialect.PostgreSql, "close_orders", "CALL", "CALL close_orders", "db.call")]
    [InlineData(SqlDialect.SqlServer, "xp_cmdshell", "EXEC; os_command", "EXEC xp_cmdshell", "db.exec")]
    [InlineData(SqlDialect.SqlServer, "sp_executesql", "EXEC; opaque", "EXEC sp_executesql", "db.exec")]
    public void A_procedure_is_called(SqlDialect dialect, string name, string expected, string redacted, string action)
    {
        var info = Statements.NewClassifier().Classify(name, dialect, commandType: CommandType.StoredProcedure);

        Assert.Equal(expected, Statements.Describe(info));
        Assert.Equal(redacted, info.RedactedText);
        Assert.Equal(action, info.Action);
    }

    [Fact]
    public void A_table_is_read()
    {
        var info = Statements.NewClassifier().Classify("shop.\"Orders\"", SqlDialect.PostgreSql, commandType: CommandType.TableDirect);

        Assert.Equal("SELECT; reads shop.Orders", Statements.Describe(info));
        Assert.Equal("SELECT * FROM shop.\"Orders\"", info.RedactedText);
    }

    [Theory]
    [InlineData("SELECT 1", "db.select", Risk.None)]
    [InlineData("WITH d AS (DELETE FROM t WHERE a = 1 RETURNING *) SELECT * FROM d", "db.delete", Risk.None)]
    [InlineData("DROP VIEW v", "db.drop", Risk.Low)]
    [InlineData("DROP SEQUENCE s", "db.drop", Risk.Medium)]
    [InlineData("UPDATE t SET a = 1", "db.update", Risk.High)]
    [InlineData("DROP VIEW v; DROP TABLE t; DROP INDEX i", "db.drop", Risk.Critical)]
    [InlineData("?", "db.unknown", Risk.None)]
    public void Action_and_risk_follow_from_the_statement(string sql, string action, Risk risk)
    {
        var info = Statements.Classify(sql, SqlDialect.PostgreSql);

        Assert.Equal(action, info.Action);
        Assert.Equal(risk, info.Risk);
    }

    [Fact]
    public void Every_reason_that_is_given_is_in_the_taxonomy()
    {
        foreach (var sql in Seeds.All)
        {
            foreach (var dialect in Enum.GetValues<SqlDialect>())
            {
                foreach (var reason in Statements.Classify(sql, dialect).DestructiveReasons)
                    Assert.Contains(reason.Name, DestructiveReasons.All.Keys);
            }
        }
    }
}
