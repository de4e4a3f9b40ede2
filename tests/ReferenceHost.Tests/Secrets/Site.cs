using Audit.AdoNet.Recording;
using Audit.Events;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Secrets;

/// <summary>The application in which secrets are planted: the host, and databases that are audited by it.</summary>
internal sealed class Site(RunningHost host, Func<PeopleContext> sqlite, Func<PeopleContext> postgres)
{
    public RunningHost Host => host;

    public Func<PeopleContext> Sqlite => sqlite;

    public Func<PeopleContext> Postgres => postgres;

    public IAuditLog Log => host.App.Services.GetRequiredService<IAuditLog>();

    public CommandRecorder Recorder => host.App.Services.GetRequiredService<CommandRecorder>();
}

/// <summary>People and their secrets.</summary>
internal sealed class PeopleContext(DbContextOptions<PeopleContext> options) : DbContext(options)
{
    public DbSet<Human> Humans => Set<Human>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Human>().HasIndex(human => human.Email).IsUnique();
        modelBuilder.Entity<Human>().ToTable("Humans", table => table.HasCheckConstraint("CK_Age", "\"Age\" < 200"));
    }
}

internal sealed class Human
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required string Email { get; set; }

    public string? Password { get; set; }

    public int Age { get; set; }
}

/// <summary>Stand for drivers without a server here; what they are taken for is a matter of configuration.</summary>
internal sealed class SqlServerConnection : SqliteConnection;

internal sealed class MySqlConnection : SqliteConnection;

internal sealed class OracleConnection : SqliteConnection;
