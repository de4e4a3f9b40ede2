using System.ComponentModel;

namespace Audit.GraphQL.Schema.Filtering;

/// <summary>A condition on a text.</summary>
[Description("A condition on a text. All that is set must hold. On lists (tables, properties) an element must fulfil it, and none may for ne and notIn.")]
internal sealed class StringFilter
{
    public string? Eq { get; init; }

    public string? Ne { get; init; }

    public IReadOnlyList<string>? In { get; init; }

    public IReadOnlyList<string>? NotIn { get; init; }

    [Description("Contains, ignoring case.")]
    public string? Contains { get; init; }

    public string? StartsWith { get; init; }

    [Description("An SQL pattern: % any text, _ any character, \\ quotes the next.")]
    public string? Like { get; init; }
}

/// <summary>A condition on a number.</summary>
internal sealed class LongFilter
{
    public long? Eq { get; init; }

    public long? Gt { get; init; }

    public long? Gte { get; init; }

    public long? Lt { get; init; }

    public long? Lte { get; init; }
}

/// <summary>A condition on a custom attribute.</summary>
internal sealed class AttributeFilter
{
    public required string Name { get; init; }

    public required StringFilter Value { get; init; }
}
