using System.Collections.Immutable;

namespace Audit.Querying.Filtering;

/// <summary>Prepares conditions on texts, and counts them as they count in a statement of a store.</summary>
internal sealed class TextCompiler(FilterLimits limits)
{
    /// <summary>Prepares a condition on one text.</summary>
    public TextTest Compile(StringFilter filter, string path)
    {
        var positive = Positive(filter, path);
        return WithExclusions(positive, filter, path);
    }

    /// <summary>Prepares a condition on lists that count as one.</summary>
    /// <param name="filter">The condition.</param>
    /// <param name="lists">How many lists there are: a store evaluates the condition on each.</param>
    /// <param name="path">Where the condition stands.</param>
    public TextTest CompileOfLists(StringFilter filter, int lists, string path)
    {
        var positive = new TextTest();
        if (filter is not { Eq: null, In: null, Contains: null, StartsWith: null, Like: null })
        {
            var isSimple = filter is { In: null, Contains: null, StartsWith: null, Like: null } or { Eq: null, Contains: null, StartsWith: null, Like: null };
            if (!isSimple)
                limits.Count(path);
            for (var i = 0; i < (isSimple ? 1 : lists); i++)
                positive = Positive(filter, path);
        }

        return WithExclusions(positive, filter, path);
    }

    /// <summary>The texts of a list, checked; <see langword="null"/> when there is no list.</summary>
    public HashSet<string>? Values(ImmutableArray<string>? values, string path)
    {
        if (values is not { } list)
            return null;
        var set = new HashSet<string>(StringComparer.Ordinal);
        if (list.IsDefault)
            return set;

        FilterLimits.CheckList(path, list.Length);
        foreach (var value in list)
            set.Add(limits.Check(path, value));
        return set;
    }

    private TextTest Positive(StringFilter filter, string path) => new()
    {
        Eq = Text(filter.Eq, path, "eq"),
        In = Counted(Values(filter.In, $"{path}.in"), path),
        Contains = Text(filter.Contains, path, "contains"),
        StartsWith = Text(filter.StartsWith, path, "startsWith"),
        Like = Text(filter.Like, path, "like") is { } like ? Pattern(like, $"{path}.like") : null,
    };

    private TextTest WithExclusions(TextTest positive, StringFilter filter, string path)
    {
        var ne = Text(filter.Ne, path, "ne");
        var none = Values(filter.NotIn, $"{path}.notIn") is { Count: > 0 } some ? Counted(some, path) : null;
        return new TextTest
        {
            Eq = positive.Eq,
            In = positive.In,
            Contains = positive.Contains,
            StartsWith = positive.StartsWith,
            Like = positive.Like,
            Ne = ne,
            NotIn = none,
        };
    }

    private string? Text(string? text, string path, string condition)
    {
        if (text is null)
            return null;
        limits.Count(path);
        return limits.Check($"{path}.{condition}", text);
    }

    private HashSet<string>? Counted(HashSet<string>? values, string path)
    {
        if (values is not null)
            limits.Count(path);
        return values;
    }

    private static LikeMatcher Pattern(string pattern, string path) =>
        LikePattern.Normalise(pattern) is { } normal
            ? new LikeMatcher(normal)
            : throw FilterLimits.Invalid(path, LikePattern.QuotesNothing);
}
