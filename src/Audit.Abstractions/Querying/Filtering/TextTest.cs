using System.Collections.Immutable;

namespace Audit.Querying.Filtering;

/// <summary>A condition on texts, ready to be evaluated. Empty where the filter says nothing.</summary>
internal sealed class TextTest
{
    public string? Eq { get; init; }

    public HashSet<string>? In { get; init; }

    public string? Contains { get; init; }

    public string? StartsWith { get; init; }

    public LikeMatcher? Like { get; init; }

    public string? Ne { get; init; }

    public HashSet<string>? NotIn { get; init; }

    public bool Matches(string text) => Fulfils(text) && !Excludes(text);

    /// <summary>
    /// Whether lists that count as one match: an element fulfils what is demanded, and none is what is excluded.
    /// </summary>
    public bool MatchesLists(ImmutableArray<string> first, ImmutableArray<string> second) =>
        (!Demands || AnyFulfils(first) || AnyFulfils(second)) && !AnyIsExcluded(first) && !AnyIsExcluded(second);

    private bool Demands => Eq is not null || In is not null || Contains is not null || StartsWith is not null || Like is not null;

    private bool Fulfils(string text) =>
        (Eq is null || text == Eq)
        && (In is null || In.Contains(text))
        && (Contains is null || text.Contains(Contains, StringComparison.OrdinalIgnoreCase))
        && (StartsWith is null || text.StartsWith(StartsWith, StringComparison.Ordinal))
        && (Like is null || Like.Matches(text));

    private bool Excludes(string text) => (Ne is not null && text == Ne) || (NotIn is not null && NotIn.Contains(text));

    private bool AnyFulfils(ImmutableArray<string> texts)
    {
        foreach (var text in texts)
        {
            if (Fulfils(text))
                return true;
        }

        return false;
    }

    private bool AnyIsExcluded(ImmutableArray<string> texts)
    {
        if (Ne is null && NotIn is null)
            return false;
        foreach (var text in texts)
        {
            if (Excludes(text))
                return true;
        }

        return false;
    }
}
