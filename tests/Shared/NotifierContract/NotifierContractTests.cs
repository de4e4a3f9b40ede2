using Audit.Events;
using Audit.Notifying;
using FsCheck.Fluent;

namespace Audit.Testing;

/// <summary>
/// What every <see cref="IAuditNotifier"/> must do. An implementation derives from this class and tells how to make a notifier and how to read what it delivered.
/// </summary>
public abstract class NotifierContractTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The notifier, which shares nothing with those of other tests.</summary>
    protected abstract IAuditNotifier Notifier { get; }

    /// <summary>What arrived, in order: one text per notification, as a person reads it.</summary>
    protected abstract IReadOnlyList<string> Delivered { get; }

    [Fact]
    public void It_has_a_name_that_stays()
    {
        Assert.False(string.IsNullOrWhiteSpace(Notifier.Name));
        Assert.Equal(Notifier.Name, Notifier.Name);
    }

    [Fact]
    public async Task It_tells_what_happened_where_and_under_which_rule()
    {
        await Notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update(7), "DROP TABLE \"Orders\" was blocked"), Cancellation);

        var text = Assert.Single(Delivered);
        Assert.Contains("DROP TABLE \"Orders\" was blocked", text, StringComparison.Ordinal);
        Assert.Contains("critical", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("no-drops-in-production", text, StringComparison.Ordinal);
        Assert.Contains("shop", text, StringComparison.Ordinal);
        Assert.Contains("Production", text, StringComparison.Ordinal);
        Assert.Contains(SampleEvents.Update(7).Id.ToString(), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_keeps_the_order()
    {
        for (var i = 0; i < 20; i++)
            await Notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update(i), $"number {i};"), Cancellation);

        Assert.Equal(20, Delivered.Count);
        Assert.All(Delivered.Index(), entry => Assert.Contains($"number {entry.Index};", entry.Item, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_event_can_be_told_of()
    {
        AuditEvent[] events = [SampleEvents.Bare(), SampleEvents.Update(), SampleEvents.Full(), .. UglyEvents.Event.Sample(50)];

        foreach (var recorded in events)
            await Notifier.NotifyAsync(SampleNotifications.Of(recorded), Cancellation);

        Assert.Equal(events.Length, Delivered.Count);
        Assert.All(events.Index(), entry => Assert.Contains(entry.Item.Id.ToString(), Delivered[entry.Index], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{0} {Title} %s")]
    [InlineData("quotes \" ' ` and <b>tags</b> & more")]
    [InlineData("lines\r\nof a \u2028 name")]
    [InlineData("Büro 漢字 🚲")]
    [InlineData("half a pair: \ud83d")]
    [InlineData("\0\u0001\u007f")]
    [InlineData("")]
    public async Task Odd_texts_make_one_notification(string title)
    {
        await Notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update(), title), Cancellation);
        await Notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update(), title + new string('x', 100_000)), Cancellation);

        Assert.Equal(2, Delivered.Count);
    }

    [Fact]
    public async Task A_call_that_was_cancelled_before_delivers_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update()), new CancellationToken(canceled: true)).AsTask());

        Assert.Empty(Delivered);
    }
}
