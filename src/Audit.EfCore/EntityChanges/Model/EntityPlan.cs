using Microsoft.EntityFrameworkCore.Metadata;

namespace Audit.EfCore.EntityChanges.Model;

/// <summary>What is recorded of the entities of a type, found out once.</summary>
internal sealed class EntityPlan
{
    /// <summary>The name it is recorded under.</summary>
    public required string Type { get; init; }

    /// <summary>What the names of its properties begin with: <c>Contact.</c> for an owned type.</summary>
    public required string Prefix { get; init; }

    /// <summary>Tells of one of it, for the summary of a save.</summary>
    public required string One { get; init; }

    /// <summary>Whether anything of it is recorded.</summary>
    public required bool IsAudited { get; init; }

    /// <summary>The properties that are recorded, those of complex types included.</summary>
    public required PropertyPlan[] Properties { get; init; }

    /// <summary>The complex types that it holds many of.</summary>
    public required CollectionPlan[] Collections { get; init; }

    /// <summary>The properties of the primary key.</summary>
    public required PropertyPlan[] Key { get; init; }

    /// <summary>How its owner refers to it; <see langword="null"/> when it stands for itself.</summary>
    public required IForeignKey? Ownership { get; init; }

    /// <summary>Whether it, or one of its owners, is one of many.</summary>
    public required bool IsInCollection { get; init; }

    /// <summary>Whether the database updates anything of it by itself.</summary>
    public required bool HasGeneratedOnUpdate { get; init; }
}

/// <summary>A complex type that an entity holds many of.</summary>
internal sealed record CollectionPlan(IComplexProperty Property, string Name, PropertyPlan[] Properties, bool IsHidden);
