using Audit.Events;
using Audit.Statements;

namespace Audit.Abstractions.Tests.Statements;

public sealed class StatementInfoTests
{
    [Fact]
    public void A_copy_has_every_member_of_the_original()
    {
        var original = new StatementInfo
        {
            Operations = ["DROP TABLE"],
            TablesRead = ["a"],
            TablesWritten = ["b"],
            DestructiveReasons = [new DestructiveReason("drop_table", Risk.High)],
            RedactedText = "DROP TABLE b",
            IsTruncated = true,
            Fingerprint = 1,
            Tags = ["tag"],
            IsOpaque = true,
            IsIncomplete = true,
            Risk = Risk.High,
            Action = "db.drop_table",
        };

        var copy = new StatementInfo(original);

        foreach (var property in typeof(StatementInfo).GetProperties().Where(property => !property.GetMethod!.IsStatic))
        {
            Assert.NotEqual(property.GetValue(new StatementInfo()), property.GetValue(original));
            Assert.Equal(property.GetValue(original), property.GetValue(copy));
        }
    }
}
