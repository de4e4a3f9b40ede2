using Audit.Querying;
using Audit.Storage.ClickHouse.Reading.Paging;

namespace Audit.Storage.ClickHouse.Tests.Reading;

public sealed class PageCursorTests
{
    private static readonly PageCursor Cursor = new(AuditSort.Duration, SortDirection.Ascending, -42, new Guid("019cac1a-2b80-7000-8000-00000000cafe"));

    [Fact]
    public void Cursor_is_read_back_as_it_was_written() =>
        Assert.Equal(Cursor, PageCursor.Decode(Cursor.Encode(), AuditSort.Duration, SortDirection.Ascending, "after"));

    [Fact]
    public void Cursor_is_safe_in_an_address() => Assert.Matches("^[A-Za-z0-9_-]+$", Cursor.Encode());

    [Fact]
    public void Cursor_with_any_character_changed_is_refused()
    {
        var text = Cursor.Encode();
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~ é'")
            {
                if (other != text[i])
                    AssertRefused(text[..i] + other + text[(i + 1)..], AuditSort.Duration, SortDirection.Ascending, "after: this is not a cursor");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("MTIz")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    public void Text_that_is_no_cursor_is_refused(string text) =>
        AssertRefused(text, AuditSort.OccurredAt, SortDirection.Descending, "after: this is not a cursor");

    [Theory]
    [InlineData(AuditSort.OccurredAt, SortDirection.Ascending)]
    [InlineData(AuditSort.Duration, SortDirection.Descending)]
    public void Cursor_of_another_order_is_refused(AuditSort sort, SortDirection direction) =>
        AssertRefused(Cursor.Encode(), sort, direction, "after: the cursor belongs to another sort or direction");

    private static void AssertRefused(string text, AuditSort sort, SortDirection direction, string message)
    {
        var error = Assert.Throws<AuditQueryException>(() => PageCursor.Decode(text, sort, direction, "after"));
        Assert.Equal(AuditQueryFailure.Invalid, error.Failure);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
