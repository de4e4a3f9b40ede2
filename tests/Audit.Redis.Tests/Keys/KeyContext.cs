using Microsoft.EntityFrameworkCore;

namespace Audit.Redis.Tests.Keys;

/// <summary>A context of an application that keeps its API keys beside its own tables.</summary>
internal sealed class KeyContext(DbContextOptions<KeyContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuditApiKeys();
}
