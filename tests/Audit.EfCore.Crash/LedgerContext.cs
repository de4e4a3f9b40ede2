using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Crash;

internal sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    public DbSet<Entry> Entries => Set<Entry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Entry>();
        modelBuilder.AddAuditOutbox();
    }
}

internal sealed class Entry
{
    public int Id { get; set; }

    public string Text { get; set; } = "";
}
