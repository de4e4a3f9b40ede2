using System.Reflection;
using Audit.EntityChanges;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Compliance.Classification;

namespace Audit.EfCore.EntityChanges.Model;

/// <summary>Reads from a model what it says of auditing: its annotations first, then the attributes of the classes.</summary>
internal static class AuditedModel
{
    /// <summary>The annotation of <c>IsAudited(…)</c>; its value is a <see cref="bool"/>.</summary>
    public const string Annotation = "Audit:IsAudited";

    // SQL Server's; its package need not be there. The names of the periods are not in the model at run time.
    private const string Temporal = "SqlServer:IsTemporal";

    /// <summary>What is said of an entity; <see langword="null"/> when nothing is.</summary>
    public static bool? IsAudited(IEntityType entityType)
    {
        for (var type = entityType; type is not null; type = type.BaseType)
        {
            if (Annotated(type) is { } said)
                return said;
        }

        // A join entity has no class of its own.
        return entityType.HasSharedClrType && !entityType.IsOwned() ? null : Attributed(entityType.ClrType);
    }

    /// <summary>What is said of a property, or of a complex property it is part of.</summary>
    public static bool? IsAudited(IPropertyBase property)
    {
        for (var part = property; ;)
        {
            if ((Annotated(part) ?? Attributed(part)) is { } said)
                return said;
            if (part.DeclaringType is not IComplexType complex)
                return null;
            if (Attributed(complex.ClrType) is { } ofType)
                return ofType;
            part = complex.ComplexProperty;
        }
    }

    /// <summary>What is said of an owned type where its owner refers to it.</summary>
    public static bool? IsAudited(IForeignKey ownership) =>
        ownership.PrincipalToDependent is { } navigation ? Annotated(navigation) ?? Attributed(navigation) : null;

    /// <summary>The kind of data that attributes say a property is: its own, or those of what it is part of.</summary>
    public static DataClassification? ClassificationOf(IPropertyBase property)
    {
        for (var part = property; ;)
        {
            if ((Classified(part.PropertyInfo) ?? Classified(part.FieldInfo)) is { } own)
                return own;
            if (part.DeclaringType is not IComplexType complex)
                break;
            if (Classified(complex.ClrType) is { } ofType)
                return ofType;
            part = complex.ComplexProperty;
        }

        for (var entityType = property.DeclaringType.ContainingEntityType; ;)
        {
            if (!entityType.HasSharedClrType || entityType.IsOwned())
            {
                if (Classified(entityType.ClrType) is { } ofEntity)
                    return ofEntity;
            }

            if (entityType.FindOwnership() is not { } ownership)
                return null;
            if (ownership.PrincipalToDependent is { } navigation && (Classified(navigation.PropertyInfo) ?? Classified(navigation.FieldInfo)) is { } ofNavigation)
                return ofNavigation;
            entityType = ownership.PrincipalEntityType;
        }
    }

    /// <summary>Whether the database keeps a property to tell when a row was valid.</summary>
    public static bool IsPeriod(IProperty property) =>
        property.ValueGenerated == ValueGenerated.OnAddOrUpdate
        && property.ClrType == typeof(DateTime)
        && property.DeclaringType is IEntityType entityType
        && entityType.FindAnnotation(Temporal)?.Value is true;

    private static bool? Annotated(IReadOnlyAnnotatable part) => part.FindAnnotation(Annotation)?.Value as bool?;

    private static bool? Attributed(IReadOnlyPropertyBase property) =>
        (property.PropertyInfo is { } info ? Attributed(info) : null) ?? (property.FieldInfo is { } field ? Attributed(field) : null);

    private static bool? Attributed(MemberInfo member)
    {
        if (member.IsDefined(typeof(NotAuditedAttribute), inherit: true))
            return false;
        return member.IsDefined(typeof(AuditedAttribute), inherit: true) ? true : null;
    }

    private static DataClassification? Classified(MemberInfo? member) =>
        member?.GetCustomAttribute<DataClassificationAttribute>(inherit: true)?.Classification;
}
