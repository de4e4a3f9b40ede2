using Audit.Events;
using Audit.Statements;

namespace Audit.Abstractions.Tests.Statements;

public sealed class DestructiveReasonTests
{
    [Theory]
    [InlineData("drop_table", Risk.Critical)]
    [InlineData("delete_no_where", Risk.Critical)]
    [InlineData("update_no_where", Risk.High)]
    [InlineData("alter_column_type", Risk.Medium)]
    [InlineData("drop_view", Risk.Low)]
    [InlineData("a_reason_of_a_later_version", Risk.Medium)]
    public void Each_reason_has_its_severity_and_an_unknown_one_counts_as_destructive(string name, Risk severity) =>
        Assert.Equal(severity, DestructiveReasons.SeverityOf(name));

    [Fact]
    public void Every_reason_can_do_harm() =>
        Assert.All(DestructiveReasons.All, reason => Assert.NotEqual(Risk.None, reason.Value));

    [Fact]
    public void A_statement_without_text_says_nothing()
    {
        Assert.Equal("db.unknown", StatementInfo.Empty.Action);
        Assert.Equal(Risk.None, StatementInfo.Empty.Risk);
        Assert.True(StatementInfo.Empty.Operations.IsEmpty && StatementInfo.Empty.DestructiveReasons.IsEmpty);
    }
}
