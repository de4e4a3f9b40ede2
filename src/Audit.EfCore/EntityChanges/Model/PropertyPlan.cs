using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.Compliance.Classification;

namespace Audit.EfCore.EntityChanges.Model;

/// <summary>What is to be known of a property to record it, found out once.</summary>
internal sealed class PropertyPlan
{
    /// <summary>The property.</summary>
    public required IProperty Property { get; init; }

    /// <summary>The name it is recorded under: <c>Theme.Colour</c> for a property of a complex or an owned type.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its name is a secret's, so that its value is not even looked at.</summary>
    public required bool IsHidden { get; init; }

    /// <summary>The kind of its data; <see langword="null"/> when nobody said.</summary>
    public required DataClassification? Classification { get; init; }

    /// <summary>What brings its value to the database's form, where that is what should be recorded.</summary>
    public required ValueConverter? Converter { get; init; }

    /// <summary>Whether the database, or a row that is saved before, may give it its value.</summary>
    public bool MayBeGenerated { get; init; }

    /// <summary>Whether the database may change it whenever the row changes.</summary>
    public bool IsGeneratedOnUpdate { get; init; }
}
