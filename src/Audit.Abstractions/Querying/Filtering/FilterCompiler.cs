using System.Collections.Immutable;
using System.Globalization;
using Audit.Events;

namespace Audit.Querying.Filtering;

/// <summary>Turns a filter into a test of events. One instance per filter.</summary>
internal sealed partial class FilterCompiler
{
    private static readonly EventTest Never = static (_, _) => false;

    private readonly FilterLimits _limits = new();
    private readonly TextCompiler _texts;

    public FilterCompiler() => _texts = new TextCompiler(_limits);

    /// <exception cref="AuditQueryException">The filter is not valid or too big.</exception>
    public EventTest Compile(AuditFilter filter) => Compile(filter, "filter", 1);

    private EventTest Compile(AuditFilter? filter, string path, int depth)
    {
        if (filter is null)
            throw FilterLimits.Invalid(path, "a filter is missing.");
        FilterLimits.CheckDepth(path, depth);

        // What costs least is evaluated first.
        var tests = new List<EventTest>();
        AddTimes(tests, filter, path);
        AddKinds(tests, filter, path);
        AddNumbers(tests, filter, path);
        AddTexts(tests, filter, path);
        AddAttributes(tests, filter.Attribute, $"{path}.attribute");
        if (filter.Search is { } search)
        {
            _limits.Count($"{path}.search");
            var words = new SearchTest(search, _limits, $"{path}.search");
            tests.Add((auditEvent, _) => words.Matches(auditEvent));
        }

        AddNested(tests, filter, path, depth);
        return All([.. tests]);
    }

    private void AddTimes(List<EventTest> tests, AuditFilter filter, string path)
    {
        var range = TimeRange.Of(filter, 0, path);
        if (range.First is not null)
            _limits.Count(path);
        if (range.End is not null)
            _limits.Count(path);
        if (filter.Last is not null)
        {
            // Relative to now, which is only known when an event is there.
            tests.Add((auditEvent, now) => TimeRange.Of(filter, now, path).Contains(auditEvent.OccurredAtUnixMicroseconds));
        }
        else if (range.First is not null || range.End is not null)
        {
            tests.Add((auditEvent, _) => range.Contains(auditEvent.OccurredAtUnixMicroseconds));
        }
    }

    private void AddKinds(List<EventTest> tests, AuditFilter filter, string path)
    {
        AddOneOf(tests, filter.Category, static auditEvent => auditEvent.Category, $"{path}.category");
        AddOneOf(tests, filter.Outcome, static auditEvent => auditEvent.Outcome, $"{path}.outcome");
        AddOneOf(tests, filter.Source, static auditEvent => auditEvent.Source, $"{path}.source");
        AddOneOf(tests, filter.ActorType, static auditEvent => auditEvent.Context.Actor.Type, $"{path}.actorType");
        if (filter.MinRisk is { } risk)
        {
            _limits.Count($"{path}.minRisk");
            tests.Add((auditEvent, _) => auditEvent.Risk >= risk);
        }

        if (filter.Destructive is { } destructive)
        {
            _limits.Count($"{path}.destructive");
            tests.Add((auditEvent, _) => auditEvent.Destructive == destructive);
        }

        if (filter.Id is { } id)
        {
            _limits.Count($"{path}.id");
            tests.Add((auditEvent, _) => auditEvent.Id == id);
        }

        if (filter.ParentId is { } parent)
        {
            _limits.Count($"{path}.parentId");
            tests.Add((auditEvent, _) => auditEvent.ParentId == parent);
        }
    }

    private void AddOneOf<T>(List<EventTest> tests, ImmutableArray<T>? values, Func<AuditEvent, T> valueOf, string path)
        where T : struct, Enum
    {
        if (!IsListed(tests, values, path, out var wanted))
            return;

        for (var i = 0; i < wanted.Length; i++)
        {
            if (!Enum.IsDefined(wanted[i]))
                throw FilterLimits.Invalid(Element(path, i), "there is no such value.");
        }

        tests.Add((auditEvent, _) => wanted.Contains(valueOf(auditEvent)));
    }

    /// <summary>Whether a list has elements to be tested; an empty one is a condition that nothing fulfils.</summary>
    private bool IsListed<T>(List<EventTest> tests, ImmutableArray<T>? list, string path, out ImmutableArray<T> wanted)
    {
        wanted = list.GetValueOrDefault();
        if (list is null)
            return false;

        _limits.Count(path);
        if (wanted.IsDefaultOrEmpty)
        {
            tests.Add(Never);
            return false;
        }

        FilterLimits.CheckList(path, wanted.Length);
        return true;
    }

    private void AddNumbers(List<EventTest> tests, AuditFilter filter, string path)
    {
        if (filter.RowsAffected is { } rows)
        {
            // Negative means not known, and what is not known is neither less nor greater.
            CountTwice($"{path}.rowsAffected");
            tests.Add((auditEvent, _) => auditEvent.RowsAffected >= 0 && IsWithin(auditEvent.RowsAffected, rows));
        }

        if (filter.DurationMicroseconds is { } duration)
        {
            CountTwice($"{path}.durationMicroseconds");
            tests.Add((auditEvent, _) => IsWithin(Math.Max(auditEvent.DurationMicroseconds, 0), duration));
        }
    }

    /// <summary>As a condition, and for the number it compares with.</summary>
    private void CountTwice(string path)
    {
        _limits.Count(path);
        _limits.Count(path);
    }

    private static bool IsWithin(long number, LongFilter filter) =>
        (filter.Eq is not { } eq || number == eq)
        && (filter.Gt is not { } gt || number > gt)
        && (filter.Gte is not { } gte || number >= gte)
        && (filter.Lt is not { } lt || number < lt)
        && (filter.Lte is not { } lte || number <= lte);

    private void AddAttributes(List<EventTest> tests, ImmutableArray<AttributeFilter>? attributes, string path)
    {
        if (!IsListed(tests, attributes, path, out var wanted))
            return;

        for (var i = 0; i < wanted.Length; i++)
        {
            var element = Element(path, i);
            if (wanted[i] is not { Value: { } value } attribute)
                throw FilterLimits.Invalid(element, "a condition is missing.");
            _limits.Count(element);
            var name = _limits.Check($"{element}.name", attribute.Name);
            var test = _texts.Compile(value, $"{element}.value");
            tests.Add((auditEvent, _) => EventTexts.Attribute(auditEvent, name) is { } text && test.Matches(text));
        }
    }

    private void AddNested(List<EventTest> tests, AuditFilter filter, string path, int depth)
    {
        if (filter.And is { } and)
            tests.Add(All(CompileAll(and, $"{path}.and", depth)));
        if (filter.Or is { } or)
            tests.Add(Any(CompileAll(or, $"{path}.or", depth)));
        if (filter.Not is { } not)
        {
            _limits.Count($"{path}.not");
            var test = Compile(not, $"{path}.not", depth + 1);
            tests.Add((auditEvent, now) => !test(auditEvent, now));
        }
    }

    /// <summary>An empty group is a condition that nothing fulfils.</summary>
    private EventTest[] CompileAll(ImmutableArray<AuditFilter> filters, string path, int depth)
    {
        _limits.Count(path);
        if (filters.IsDefaultOrEmpty)
            return [Never];

        FilterLimits.CheckList(path, filters.Length);
        var tests = new EventTest[filters.Length];
        for (var i = 0; i < tests.Length; i++)
            tests[i] = Compile(filters[i], Element(path, i), depth + 1);
        return tests;
    }

    private static EventTest All(EventTest[] tests) => tests is [var only] ? only : (auditEvent, now) =>
    {
        foreach (var test in tests)
        {
            if (!test(auditEvent, now))
                return false;
        }

        return true;
    };

    private static EventTest Any(EventTest[] tests) => (auditEvent, now) =>
    {
        foreach (var test in tests)
        {
            if (test(auditEvent, now))
                return true;
        }

        return false;
    };

    private static string Element(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
