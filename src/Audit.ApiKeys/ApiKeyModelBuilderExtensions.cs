using Audit.ApiKeys.Keys;
using Audit.ApiKeys.Storing;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Microsoft.EntityFrameworkCore;

/// <summary>The table of API keys.</summary>
public static class ApiKeyModelBuilderExtensions
{
    /// <summary>The table's name, unless another is given.</summary>
    public const string DefaultTable = "AuditApiKeys";

    // SQLite compares no times with offsets, and PostgreSQL takes none but UTC.
    private static readonly ValueConverter<DateTimeOffset, DateTime> Utc =
        new(static time => time.UtcDateTime, static time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)));

    /// <summary>Adds the table of API keys to the model of the context that <c>AddApiKeys</c> names. Call it in <c>OnModelCreating</c>; the next migration creates the table.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="schema">The table's schema; <see langword="null"/>: the model's.</param>
    public static ModelBuilder AddAuditApiKeys(this ModelBuilder model, string table = DefaultTable, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        return model.Entity<ApiKeyRow>(key =>
        {
            key.ToTable(table, schema);
            key.HasKey(row => row.Id);
            key.Property(row => row.Id).HasMaxLength(ApiKeyRow.MaxIdLength);
            key.Property(row => row.Hash).HasMaxLength(KeyHash.Length).IsFixedLength();
            key.HasIndex(row => row.Hash).IsUnique();
            key.Property(row => row.Name).HasMaxLength(ApiKeyRow.MaxTextLength);
            key.Property(row => row.Owner).HasMaxLength(ApiKeyRow.MaxTextLength);
            key.HasIndex(row => row.Owner);
            key.Property(row => row.TenantId).HasMaxLength(ApiKeyRow.MaxTextLength);
            key.Property(row => row.Scopes).HasMaxLength(ApiKeyRow.MaxScopesLength);
            key.Property(row => row.CreatedAt).HasConversion(Utc);
            key.Property(row => row.ExpiresAt).HasConversion(Utc);
            // Of two who revoke or replace a key at once, one comes too late.
            key.Property(row => row.RevokedAt).HasConversion(Utc).IsConcurrencyToken();
            key.Property(row => row.ReplacedBy).HasMaxLength(ApiKeyRow.MaxIdLength).IsConcurrencyToken();
            key.Property(row => row.LastUsedAt).HasConversion(Utc);
        });
    }
}
