using System.Runtime.CompilerServices;
using Audit.Redaction;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.Options;

namespace Audit.EfCore.EntityChanges.Model;

/// <summary>The plans of the entity types seen. They belong to a model, which EF Core shares among the applications of a process, so that each keeps its own.</summary>
internal sealed class EntityPlans(IAuditRedactor redactor, IOptions<EntityChangeOptions> options)
{
    private const string AnyValue = "x";

    private readonly ConditionalWeakTable<IEntityType, EntityPlan> _plans = [];
    private readonly bool _isOptOut = options.Value.Mode == EntityChangeMode.OptOut;

    public EntityPlan Of(IEntityType entityType) =>
        _plans.TryGetValue(entityType, out var plan) ? plan : _plans.GetValue(entityType, Create);

    private EntityPlan Create(IEntityType entityType)
    {
        var ownership = entityType.FindOwnership();
        var prefix = PrefixOf(entityType);
        var isAudited = IsAudited(entityType);
        var properties = entityType.GetFlattenedProperties()
            .Where(property => IsWorthIt(property, entityType) && (AuditedModel.IsAudited(property) ?? isAudited))
            .Select(property => Create(property, prefix + PathOf(property)))
            .ToArray();
        var collections = entityType.GetFlattenedComplexProperties()
            .Where(property => property.IsCollection && (AuditedModel.IsAudited(property) ?? isAudited))
            .Select(property => Create(property, prefix + PathOf(property)))
            .ToArray();
        return new EntityPlan
        {
            Type = entityType.ShortName(),
            Prefix = prefix,
            One = $"{entityType.ShortName()} 1",
            IsAudited = isAudited || properties.Any(static plan => AuditedModel.IsAudited(plan.Property) == true),
            Properties = properties,
            Collections = collections,
            Key = [.. (entityType.FindPrimaryKey()?.Properties ?? []).Select(property => Create(property, property.Name))],
            Ownership = ownership,
            IsInCollection = IsInCollection(entityType),
            HasGeneratedOnUpdate = properties.Any(static plan => plan.IsGeneratedOnUpdate),
        };
    }

    private bool IsAudited(IEntityType entityType)
    {
        if (AuditedModel.IsAudited(entityType) is { } said)
            return said;
        if (entityType.FindOwnership() is { } ownership)
            return AuditedModel.IsAudited(ownership) ?? Of(ownership.PrincipalEntityType).IsAudited;
        // A join entity is as interesting as what it joins.
        if (entityType.IsPropertyBag && entityType.GetForeignKeys().Any())
            return entityType.GetForeignKeys().Any(foreignKey => Of(foreignKey.PrincipalEntityType).IsAudited);
        return _isOptOut;
    }

    private static bool IsWorthIt(IProperty property, IEntityType entityType)
    {
        // A discriminator is told by the type's name.
        if (property == entityType.FindDiscriminatorProperty() || AuditedModel.IsPeriod(property))
            return false;
        // What leads an owned type to its owner is its owner's key.
        if (entityType.FindOwnership() is { } ownership && ownership.Properties.Contains(property))
            return false;
        // A key is told as such; one that leads to other entities is of interest by its parts.
        return !property.IsPrimaryKey()
            || (!entityType.IsOwned() && property.GetContainingForeignKeys().Any(foreignKey => foreignKey.PrincipalEntityType.GetRootType() != entityType.GetRootType()));
    }

    private PropertyPlan Create(IProperty property, string name)
    {
        var generated = property.ValueGenerated != ValueGenerated.Never;
        return new PropertyPlan
        {
            Property = property,
            Name = name,
            IsHidden = IsHidden(name) || IsHidden(property.Name) || (property.DeclaringType is IEntityType && property.GetColumnName() is { } column && IsHidden(column)),
            Classification = AuditedModel.ClassificationOf(property),
            Converter = ConverterOf(property),
            MayBeGenerated = generated || property.IsKey() || property.IsForeignKey(),
            IsGeneratedOnUpdate = (property.ValueGenerated & ValueGenerated.OnUpdate) != 0,
        };
    }

    private CollectionPlan Create(IComplexProperty property, string name) => new(
        property,
        name,
        [.. property.ComplexType.GetFlattenedProperties()
            .Where(static part => AuditedModel.IsAudited(part) ?? true)
            .Select(part => Create(part, PathOf(part, property)))],
        IsHidden(name));

    private bool IsHidden(string name) => string.Equals(redactor.RedactValue(name, AnyValue).Text, Redacted.Marker, StringComparison.Ordinal);

    /// <summary>An enum is told by name, whatever the database holds; what is converted otherwise, perhaps encrypted, as the database holds it.</summary>
    private static ValueConverter? ConverterOf(IProperty property)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var converter = property.FindTypeMapping()?.Converter ?? property.GetValueConverter();
        return type.IsEnum && converter is not null && Nullable.GetUnderlyingType(converter.ProviderClrType) is null && converter.ProviderClrType.IsPrimitive ? null : converter;
    }

    private static string PathOf(IPropertyBase property, IComplexProperty? within = null) =>
        property.DeclaringType is IComplexType complex && complex.ComplexProperty != within
            ? $"{PathOf(complex.ComplexProperty, within)}.{property.Name}"
            : property.Name;

    private static string PrefixOf(IEntityType entityType) => entityType.FindOwnership() is { PrincipalToDependent: { } navigation } ownership
        ? $"{PrefixOf(ownership.PrincipalEntityType)}{navigation.Name}."
        : "";

    private static bool IsInCollection(IEntityType entityType) =>
        entityType.FindOwnership() is { } ownership && (!ownership.IsUnique || IsInCollection(ownership.PrincipalEntityType));
}
