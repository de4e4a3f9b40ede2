using System.Data.Common;
using Audit.Cli.Tests.Support;
using Audit.Events;
using Audit.Testing.EmbeddedEngine;
using Audit.Testing.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using CommandRun = Audit.Cli.Tests.Support.CommandRun;

namespace Audit.Cli.Tests.Coverage;

/// <summary>The log of an application against what its PostgreSQL server says that it ran.</summary>
public sealed class CoverageCommandTests(EmbeddedEngineFixture engine, PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_ran_beside_the_log_is_found_and_what_is_in_it_is_not(bool isServer)
    {
        await using var host = await AuditHost.StartAsync(engine);
        await using var server = await ClickHouseServer.StartAsync(engine);
        var connection = await CreateDatabaseAsync();
        await UseAsync(host, connection);

        var covered = await RunAsync(host, server, isServer, connection, "--fail");
        Assert.True(covered is { Error: "", ExitCode: 0 }, covered.Output + covered.Error);
        Assert.Matches(@"Of \d\d statements that ran in \S+, the log since \S+ \S+ UTC never saw 0\.", covered.Output);

        await using (var bare = NpgsqlDataSource.Create(connection))
        {
            for (var i = 0; i < 3; i++)
                await ExecuteAsync(bare, $"UPDATE notes SET text = 'by hand {i}' WHERE id > {i}");
            await ExecuteAsync(bare, "ALTER ROLE postgres PASSWORD 'hunter2'");
        }

        var found = await RunAsync(host, server, isServer, connection, "--fail");
        Assert.Equal(("", 1), (found.Error, found.ExitCode));
        Assert.Matches(@"│ 3 +│ 6 +│ postgres +│ UPDATE notes SET text = \$1 WHERE id > \$2", found.Output);
        Assert.Matches(@"│ 1 +│ 0 +│ postgres +│ ALTER ROLE postgres PASSWORD", found.Output);
        Assert.DoesNotContain("hunter2", found.Output, StringComparison.Ordinal);
        Assert.Contains("never saw 2.", found.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(host, server, isServer, connection)).ExitCode);
        Assert.Contains("never saw 0.", (await RunAsync(host, server, isServer, connection, "--user", "somebody")).Output, StringComparison.Ordinal);

        var later = await RunAsync(host, server, isServer, connection, "--since", TimeProvider.System.GetUtcNow().AddHours(1).ToString("O"));
        Assert.DoesNotContain("never saw 2.", later.Output, StringComparison.Ordinal);
        Assert.Contains("what ran only before --since is listed, too", later.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no database is named")]
    [InlineData("--since x is no time", "--postgres", "Host=127.0.0.1;Port=1", "--since", "x")]
    [InlineData("--postgres is no connection string", "--postgres", "Password=hunter2;nonsense")]
    [InlineData("the PostgreSQL server cannot be read", "--postgres", "Host=127.0.0.1;Port=1;Username=x;Password=hunter2")]
    public async Task What_is_wrong_is_told_without_secrets(string message, params string[] arguments)
    {
        var run = await CommandRun.OfAsync(["coverage", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_the_extension_says_what_to_do()
    {
        var connection = postgres.CreateConnectionString();
        await using (var context = new NoteContext(new DbContextOptionsBuilder<NoteContext>().UseNpgsql(connection).Options))
            await context.Database.EnsureCreatedAsync(Token);

        var run = await CommandRun.OfAsync("coverage", "--postgres", connection);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("CREATE EXTENSION pg_stat_statements", run.Error, StringComparison.Ordinal);
    }

    private async Task<string> CreateDatabaseAsync()
    {
        var connection = postgres.CreateConnectionString();
        await using var context = new NoteContext(new DbContextOptionsBuilder<NoteContext>().UseNpgsql(connection).Options);
        await context.Database.EnsureCreatedAsync(Token);
        await context.Database.ExecuteSqlAsync($"CREATE EXTENSION pg_stat_statements", Token);
        await context.Database.ExecuteSqlAsync($"SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()))", Token);
        return connection;
    }

    /// <summary>Uses the database as an application does whose accesses are all audited.</summary>
    private static async Task UseAsync(AuditHost host, string connection)
    {
        await using (var context = new NoteContext(new DbContextOptionsBuilder<NoteContext>().UseNpgsql(connection).UseAudit(host.Services).Options))
        {
            context.Notes.AddRange(new Note { Text = "one" }, new Note { Text = "two" }, new Note { Text = "three" });
            await context.SaveChangesAsync(Token);
            var ids = new[] { 1, 2 };
            Assert.Equal(2, await context.Notes.CountAsync(note => ids.Contains(note.Id), Token));
            Assert.Single(await context.Notes.Where(static note => note.Text.StartsWith("th") && note.Done == null).OrderBy(static note => note.Id).Take(5).ToListAsync(Token));
            await context.Notes.Where(static note => note.Id == 1).ExecuteUpdateAsync(static set => set.SetProperty(note => note.Done, true), Token);
            await context.Database.ExecuteSqlAsync($"UPDATE notes SET text = {"raw"} WHERE id = {2} AND done IS NULL", Token);
            await context.Notes.Where(static note => note.Text == "none").ExecuteDeleteAsync(Token);
            await using var transaction = await context.Database.BeginTransactionAsync(Token);
            (await context.Notes.FirstAsync(Token)).Text = "changed";
            await context.SaveChangesAsync(Token);
            await transaction.CommitAsync(Token);
        }

        await using var source = NpgsqlDataSource.Create(connection);
        await using var audited = source.WithAudit(host.Services);
        await ExecuteAsync(audited, "SELECT text, -1, E'x' FROM notes WHERE id IN (1, 2, 3) AND done IS NOT TRUE LIMIT 10");
        await ExecuteAsync(audited, "CREATE INDEX ix_text ON notes (text)");
        await host.Services.GetRequiredService<IAuditLog>().FlushAsync(Token);
    }

    private static async Task ExecuteAsync(DbDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static Task<CommandRun> RunAsync(AuditHost host, ClickHouseServer server, bool isServer, string connection, params string[] arguments) => isServer
        ? CommandRun.OfAsync(["coverage", "--postgres", connection, "--clickhouse", $"{server.ConnectionString};Database={host.Database}", .. arguments])
        : CommandRun.InAsync(
            new() { ["AUDIT_HOST"] = host.Address, ["AUDIT_TOKEN"] = "Viewer", ["AUDIT_POSTGRES"] = connection }, ["coverage", .. arguments]);

    internal sealed class NoteContext(DbContextOptions<NoteContext> options) : DbContext(options)
    {
        public DbSet<Note> Notes => Set<Note>();

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Note>(static note =>
        {
            note.ToTable("notes");
            note.Property(static n => n.Id).HasColumnName("id");
            note.Property(static n => n.Text).HasColumnName("text");
            note.Property(static n => n.Done).HasColumnName("done");
        });
    }

    internal sealed class Note
    {
        public int Id { get; set; }

        public required string Text { get; set; }

        public bool? Done { get; set; }
    }
}
