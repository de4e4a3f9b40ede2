using Audit.EfCore.EntityChanges.Model;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Says in the model whose changes are recorded. It wins over <c>[Audited]</c>, <c>[NotAudited]</c> and the mode of the options.</summary>
public static class AuditModelBuilderExtensions
{
    /// <summary>Records the changes of an entity, or does not.</summary>
    /// <param name="builder">The entity's builder.</param>
    /// <param name="isAudited">Whether they are recorded. Types that derive from it follow, unless they say otherwise.</param>
    public static EntityTypeBuilder IsAudited(this EntityTypeBuilder builder, bool isAudited = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.HasAnnotation(AuditedModel.Annotation, isAudited);
    }

    /// <inheritdoc cref="IsAudited(EntityTypeBuilder, bool)"/>
    /// <typeparam name="TEntity">The entity.</typeparam>
    public static EntityTypeBuilder<TEntity> IsAudited<TEntity>(this EntityTypeBuilder<TEntity> builder, bool isAudited = true)
        where TEntity : class
    {
        IsAudited((EntityTypeBuilder)builder, isAudited);
        return builder;
    }

    /// <summary>Records the changes of an owned type, or does not.</summary>
    /// <param name="builder">The owned type's builder.</param>
    /// <param name="isAudited">Whether they are recorded.</param>
    public static OwnedNavigationBuilder IsAudited(this OwnedNavigationBuilder builder, bool isAudited = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.HasAnnotation(AuditedModel.Annotation, isAudited);
    }

    /// <inheritdoc cref="IsAudited(OwnedNavigationBuilder, bool)"/>
    /// <typeparam name="TOwner">The owner.</typeparam>
    /// <typeparam name="TOwned">The owned type.</typeparam>
    public static OwnedNavigationBuilder<TOwner, TOwned> IsAudited<TOwner, TOwned>(this OwnedNavigationBuilder<TOwner, TOwned> builder, bool isAudited = true)
        where TOwner : class
        where TOwned : class
    {
        IsAudited((OwnedNavigationBuilder)builder, isAudited);
        return builder;
    }

    /// <summary>Records the changes of a property, or does not.</summary>
    /// <param name="builder">The property's builder.</param>
    /// <param name="isAudited">Whether they are recorded.</param>
    public static PropertyBuilder IsAudited(this PropertyBuilder builder, bool isAudited = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.HasAnnotation(AuditedModel.Annotation, isAudited);
    }

    /// <inheritdoc cref="IsAudited(PropertyBuilder, bool)"/>
    /// <typeparam name="TProperty">The property's type.</typeparam>
    public static PropertyBuilder<TProperty> IsAudited<TProperty>(this PropertyBuilder<TProperty> builder, bool isAudited = true)
    {
        IsAudited((PropertyBuilder)builder, isAudited);
        return builder;
    }

    /// <summary>Records the changes of all that a complex property holds, or does not.</summary>
    /// <param name="builder">The property's builder.</param>
    /// <param name="isAudited">Whether they are recorded.</param>
    public static ComplexPropertyBuilder IsAudited(this ComplexPropertyBuilder builder, bool isAudited = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.HasPropertyAnnotation(AuditedModel.Annotation, isAudited);
    }

    /// <inheritdoc cref="IsAudited(ComplexPropertyBuilder, bool)"/>
    /// <typeparam name="TComplex">The complex type.</typeparam>
    public static ComplexPropertyBuilder<TComplex> IsAudited<TComplex>(this ComplexPropertyBuilder<TComplex> builder, bool isAudited = true)
        where TComplex : notnull
    {
        IsAudited((ComplexPropertyBuilder)builder, isAudited);
        return builder;
    }

    /// <summary>Records the changes of a property of a complex type, or does not.</summary>
    /// <param name="builder">The property's builder.</param>
    /// <param name="isAudited">Whether they are recorded.</param>
    public static ComplexTypePropertyBuilder IsAudited(this ComplexTypePropertyBuilder builder, bool isAudited = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.HasAnnotation(AuditedModel.Annotation, isAudited);
    }

    /// <inheritdoc cref="IsAudited(ComplexTypePropertyBuilder, bool)"/>
    /// <typeparam name="TProperty">The property's type.</typeparam>
    public static ComplexTypePropertyBuilder<TProperty> IsAudited<TProperty>(this ComplexTypePropertyBuilder<TProperty> builder, bool isAudited = true)
    {
        IsAudited((ComplexTypePropertyBuilder)builder, isAudited);
        return builder;
    }
}
