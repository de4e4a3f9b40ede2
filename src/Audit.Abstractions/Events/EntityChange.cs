using System.Collections.Immutable;

namespace Audit.Events;

/// <summary>A change of one entity.</summary>
/// <param name="Type">The entity's type.</param>
/// <param name="Key">The primary key as text.</param>
/// <param name="State">What happened: <c>added</c>, <c>modified</c> or <c>deleted</c>.</param>
/// <param name="Changes">The properties that changed.</param>
public sealed record EntityChange(string Type, string Key, string State, ImmutableArray<PropertyChange> Changes);

/// <summary>A changed property.</summary>
/// <param name="Property">The property's name.</param>
/// <param name="Before">The value before; <see langword="null"/> for none.</param>
/// <param name="After">The value after; <see langword="null"/> for none.</param>
public readonly record struct PropertyChange(string Property, string? Before, string? After);
