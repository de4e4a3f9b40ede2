using Audit.EfCore.Outbox;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Microsoft.EntityFrameworkCore;

/// <summary>The tables of the transactional outbox.</summary>
public static class AuditOutboxModelBuilderExtensions
{
    /// <summary>The name of the table of events, unless another is given; that of the lease has <c>Lease</c> behind it.</summary>
    public const string DefaultTable = "AuditOutbox";

    private const int MaxNameLength = 200;

    // SQLite compares no times with offsets, and PostgreSQL takes none but UTC.
    private static readonly ValueConverter<DateTimeOffset, DateTime> Utc =
        new(static time => time.UtcDateTime, static time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)));

    /// <summary>
    /// Adds the tables of the outbox to the model of the context that <c>AddOutbox</c> names: that of the events that wait, and that of the lease of the
    /// instance that relays them. Call it in <c>OnModelCreating</c>; the next migration creates the tables.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The name of the table of events.</param>
    /// <param name="schema">The schema of the tables; <see langword="null"/>: the model's.</param>
    public static ModelBuilder AddAuditOutbox(this ModelBuilder model, string table = DefaultTable, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        model.Entity<OutboxEvent>(row =>
        {
            row.ToTable(table, schema);
            row.HasKey(e => e.Id);
            row.Property(e => e.Id).ValueGeneratedOnAdd();
            row.Property(e => e.RetentionClass).HasMaxLength(MaxNameLength);
            row.Property(e => e.Stream).HasMaxLength(MaxNameLength);
            row.Property(e => e.CreatedAt).HasConversion(Utc);
        });
        return model.Entity<OutboxLease>(lease =>
        {
            lease.ToTable(table + "Lease", schema);
            lease.HasKey(l => l.Id);
            lease.Property(l => l.Id).ValueGeneratedNever();
            lease.Property(l => l.Owner).HasMaxLength(MaxNameLength);
            lease.Property(l => l.Stream).HasMaxLength(MaxNameLength);
            lease.Property(l => l.Until).HasConversion(Utc);
        });
    }
}
