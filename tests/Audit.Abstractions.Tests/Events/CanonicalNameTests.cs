using Audit.Events;

namespace Audit.Abstractions.Tests.Events;

/// <summary>The names are a contract: the store keeps them, and the API's enums are the same in upper case.</summary>
public sealed class CanonicalNameTests
{
    private const string Categories = "DATABASE ENTITY TRANSACTION COMMAND ACCESS GUARD ALERT INTEGRITY SYSTEM";
    private const string Outcomes = "SUCCEEDED FAILED BLOCKED CANCELLED ROLLED_BACK UNKNOWN";
    private const string Sources = "LINQ SAVE_CHANGES RAW_SQL BULK MIGRATION SEEDER ADO_NET SCAFFOLDING COMMAND UNKNOWN";
    private const string ActorTypes = "USER API_KEY SERVICE SYSTEM ANONYMOUS";
    private const string Risks = "NONE LOW MEDIUM HIGH CRITICAL";

    [Fact]
    public void Names_are_those_of_the_api_in_lower_case()
    {
        AssertNames(Categories, Enum.GetValues<EventCategory>(), CanonicalNames.ToCanonicalName);
        AssertNames(Outcomes, Enum.GetValues<Outcome>(), CanonicalNames.ToCanonicalName);
        AssertNames(Sources, Enum.GetValues<CommandSource>(), CanonicalNames.ToCanonicalName);
        AssertNames(ActorTypes, Enum.GetValues<ActorType>(), CanonicalNames.ToCanonicalName);
    }

    [Fact]
    public void Risks_are_stored_by_number_in_the_order_of_the_api() =>
        Assert.Equal(Risks.Split(' '), Enum.GetValues<Risk>().Order().Select(risk => risk.ToString().ToUpperInvariant()));

    [Fact]
    public void Every_name_is_parsed_to_the_value_it_came_from()
    {
        Assert.All(Enum.GetValues<EventCategory>(), value => Assert.Equal(value, CanonicalNames.ParseEventCategory(value.ToCanonicalName())));
        Assert.All(Enum.GetValues<Outcome>(), value => Assert.Equal(value, CanonicalNames.ParseOutcome(value.ToCanonicalName())));
        Assert.All(Enum.GetValues<CommandSource>(), value => Assert.Equal(value, CanonicalNames.ParseCommandSource(value.ToCanonicalName())));
        Assert.All(Enum.GetValues<ActorType>(), value => Assert.Equal(value, CanonicalNames.ParseActorType(value.ToCanonicalName())));
    }

    [Fact]
    public void Values_and_names_of_a_later_version_do_no_harm()
    {
        Assert.Equal("unknown", ((EventCategory)200).ToCanonicalName());
        Assert.Equal("unknown", ((Outcome)200).ToCanonicalName());
        Assert.Equal("unknown", ((CommandSource)200).ToCanonicalName());
        Assert.Equal("unknown", ((ActorType)200).ToCanonicalName());
        Assert.Equal(EventCategory.System, CanonicalNames.ParseEventCategory("later"));
        Assert.Equal(Outcome.Unknown, CanonicalNames.ParseOutcome("later"));
        Assert.Equal(CommandSource.Unknown, CanonicalNames.ParseCommandSource("later"));
        Assert.Equal(ActorType.Anonymous, CanonicalNames.ParseActorType("later"));
    }

    private static void AssertNames<T>(string expected, T[] values, Func<T, string> nameOf) =>
        Assert.Equal(expected.Split(' ').Order(), values.Select(value => nameOf(value).ToUpperInvariant()).Order());
}
