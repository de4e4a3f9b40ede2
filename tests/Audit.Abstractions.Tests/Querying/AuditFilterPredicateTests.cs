using System.Net;
using Audit.Context;
using Audit.Events;
using Audit.Querying;
using Audit.Statements;

namespace Audit.Abstractions.Tests.Querying;

/// <summary>What a filter means in memory; that a store means the same is tested beside the store.</summary>
public sealed class AuditFilterPredicateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("a😀b", "a_b", true)]
    [InlineData("a😀b", "a__b", false)]
    [InlineData("line\nline", "line%", true)]
    [InlineData("100%", "100\\%", true)]
    [InlineData("1000", "100\\%", false)]
    [InlineData("aXbXc", "a%b%c", true)]
    [InlineData("aaaaab", "%a%a%b", true)]
    [InlineData("aaaaab", "%b%a", false)]
    [InlineData("", "%", true)]
    [InlineData("", "_", false)]
    [InlineData("ab", "AB", false)]
    public void Patterns_match_whole_texts_by_characters(string text, string pattern, bool matches) =>
        Assert.Equal(matches, Matches(new AuditFilter { ActorName = new StringFilter { Like = pattern } }, actor: text));

    [Theory]
    [InlineData("DELETE FROM order_items", "items", true)]
    [InlineData("DELETE FROM order_items", "order_items", true)]
    [InlineData("DELETE FROM order_items", "item", false)]
    [InlineData("items_items2", "ITEMS", true)]
    [InlineData("größe", "gr", false)]
    [InlineData("größe", "GRÖSSE", false)]
    [InlineData("größe", "GRÖßE", true)]
    [InlineData("a.b", ".", true)]
    [InlineData("x", "", true)]
    [InlineData("", "x", false)]
    public void Words_are_found_whole_and_in_any_case(string statement, string search, bool matches) =>
        Assert.Equal(matches, Matches(new AuditFilter { Search = search }, statement));

    [Fact]
    public void Relative_range_ends_at_the_time_of_the_question()
    {
        var predicate = AuditFilterPredicate.Of(new AuditFilter { Last = TimeSpan.FromMinutes(1) });
        var auditEvent = Event("", "");
        Assert.True(predicate.Matches(auditEvent, Now));
        Assert.True(predicate.Matches(auditEvent, Now.AddSeconds(60)));
        Assert.False(predicate.Matches(auditEvent, Now.AddSeconds(61)));
        Assert.False(predicate.Matches(auditEvent, Now.AddSeconds(-1)));
    }

    [Fact]
    public void Context_says_what_the_event_itself_does_not()
    {
        Assert.True(Matches(new AuditFilter { Attribute = [new AttributeFilter("ticket", new StringFilter { Eq = "T-1" })] }));
        Assert.True(Matches(new AuditFilter { Attribute = [new AttributeFilter("region", new StringFilter { Eq = "north" })] }));
        Assert.False(Matches(new AuditFilter { Attribute = [new AttributeFilter("nothing", new StringFilter())] }));
    }

    [Fact]
    public void Application_acts_under_its_own_name()
    {
        var auditEvent = new AuditEvent(0, AuditContext.Background) { Category = EventCategory.System, Action = "x", Origin = new AuditOrigin("shop", "Test", "i") };
        Assert.True(AuditFilterPredicate.Of(new AuditFilter { ActorId = new StringFilter { Eq = "shop" } }).Matches(auditEvent, Now));
    }

    private static bool Matches(AuditFilter filter, string statement = "", string actor = "") =>
        AuditFilterPredicate.Of(filter).Matches(Event(statement, actor), Now);

    private static AuditEvent Event(string statement, string actor)
    {
        var context = new AuditContext
        {
            Actor = new AuditActor(ActorType.User, "u", actor),
            ClientIp = IPAddress.Loopback,
            Attributes = [new AuditAttribute("region", "south"), new AuditAttribute("ticket", "T-1")],
        };
        return new AuditEvent(AuditEvent.UnixMicroseconds(Now), context)
        {
            Category = EventCategory.Database,
            Action = "db.delete",
            Statement = new StatementInfo { RedactedText = statement },
            Attributes = [new AuditAttribute("region", "east"), new AuditAttribute("region", "north")],
        };
    }
}
