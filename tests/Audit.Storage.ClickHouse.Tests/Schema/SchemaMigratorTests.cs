using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Schema;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Storage.ClickHouse.Tests.Schema;

public sealed class SchemaMigratorTests(EmbeddedEngineFixture engine)
{
    private static readonly uint Next = (uint)SqlResources.ReadMigrations().Count + 1;

    /// <summary>The last of them leaves a row each time it is applied.</summary>
    private static readonly Migration[] Counted =
    [
        .. SqlResources.ReadMigrations(),
        new(Next, "counted", "CREATE TABLE IF NOT EXISTS audit_counted (at DateTime64(6) DEFAULT now64(6)) ENGINE = MergeTree ORDER BY at;\nINSERT INTO audit_counted (at) SELECT now64(6);\n"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Migrations_are_numbered_without_gaps()
    {
        var migrations = SqlResources.ReadMigrations();
        Assert.Equal(Enumerable.Range(1, migrations.Count).Select(number => (uint)number), migrations.Select(migration => migration.Version));
        Assert.Equal("0001_audit_logs", migrations[0].ToString());
        Assert.All(migrations, migration => Assert.NotEmpty(migration.Statements));
    }

    [Fact]
    public async Task Migrations_are_recorded_with_who_applied_them()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        using var reader = await application.Client.ExecuteReaderAsync(
            "SELECT version, name, checksum, application, instance, applied_at > now() - 600 FROM audit_schema_migrations ORDER BY version", null, null, Token);
        foreach (var migration in SqlResources.ReadMigrations())
        {
            Assert.True(await reader.ReadAsync(Token));
            Assert.Equal((migration.Version, migration.Name, migration.Checksum), (reader.GetFieldValue<uint>(0), reader.GetString(1), reader.GetString(2)));
            Assert.NotEmpty(reader.GetString(3));
            Assert.Equal($"{Environment.MachineName}:{Environment.ProcessId}", reader.GetString(4));
            Assert.Equal(1, reader.GetFieldValue<byte>(5));
        }

        Assert.False(await reader.ReadAsync(Token));
    }

    [Fact]
    public async Task Hosts_that_start_at_once_apply_each_migration_once()
    {
        var database = StoreApplication.NewDatabaseName();
        var applications = Enumerable.Range(0, 8).Select(_ => StoreApplication.Create(engine, database)).ToList();
        await Task.WhenAll(applications.Select(application => Task.Run(() => Migrator(application, Counted).ApplyAsync(Token), Token)));

        Assert.Equal(1UL, await applications[0].ScalarAsync<ulong>("SELECT count() FROM audit_counted"));
        Assert.Equal(Next, await applications[0].ScalarAsync<ulong>("SELECT count() FROM audit_schema_migrations"));
        Assert.Equal(Next, await applications[0].ScalarAsync<ulong>("SELECT uniqExact(version) FROM audit_schema_migrations"));
        foreach (var application in applications)
            await application.DisposeAsync();
    }

    [Fact]
    public async Task Migration_whose_claimant_died_is_applied_by_another()
    {
        await using var application = StoreApplication.Create(engine);
        await Migrator(application, SqlResources.ReadMigrations()).ApplyAsync(Token);

        // A claim that nobody made good in a minute.
        await application.Client.ExecuteNonQueryAsync($"INSERT INTO audit_schema_claims SELECT {Next}, 1, 'dead', now64(3) - 60", null, null, Token);
        await Migrator(application, Counted).ApplyAsync(Token);
        Assert.Equal(1UL, await application.ScalarAsync<ulong>("SELECT count() FROM audit_counted"));
        Assert.Equal(2U, await application.ScalarAsync<uint>($"SELECT max(attempt) FROM audit_schema_claims WHERE version = {Next}"));
    }

    [Fact]
    public async Task Migration_that_another_host_applies_is_waited_for()
    {
        var time = new FakeTimeProvider();
        await using var application = StoreApplication.Create(engine);
        await Migrator(application, SqlResources.ReadMigrations()).ApplyAsync(Token);
        var other = new MigrationHistory(application.Client, SchemaInstance.Create("other"));
        Assert.True(await other.TryClaimAsync(Counted[^1], Token));

        var waiting = Migrator(application, Counted, time).ApplyAsync(Token);
        Assert.False(waiting.IsCompleted);
        Assert.False(await other.TryClaimAsync(Counted[^1], Token));
        await other.RecordAsync(Counted[^1], Token);
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await waiting;
        Assert.Equal(0UL, await application.ScalarAsync<ulong>("SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'audit_counted'"));
    }

    [Fact]
    public async Task Migration_that_was_changed_after_it_was_applied_is_an_error()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var migrations = SqlResources.ReadMigrations().ToArray();
        migrations[1] = migrations[1] with { Sql = migrations[1].Sql + "-- changed" };
        var changed = new Migration(2, migrations[1].Name, migrations[1].Sql);
        var error = await Assert.ThrowsAsync<SchemaException>(() => Migrator(application, [migrations[0], changed, .. migrations[2..]]).ApplyAsync(Token));
        Assert.Contains("0002_rollups", error.Message, StringComparison.Ordinal);
        Assert.Contains(changed.Checksum, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_of_a_newer_version_is_an_error()
    {
        await using var application = StoreApplication.Create(engine);
        await Migrator(application, Counted).ApplyAsync(Token);
        var error = await RefusedAsync(application);
        Assert.Contains($"was migrated to version {Next}, but this application knows version {Next - 1}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Column_that_was_dropped_after_its_migration_is_an_error()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        await application.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs DROP COLUMN command_arguments", null, null, Token);
        var error = await RefusedAsync(application);
        Assert.Contains("the column audit_logs.command_arguments (Array(String)) is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_that_is_only_compared_is_not_touched_and_everything_that_is_missing_is_named()
    {
        await using var application = StoreApplication.Create(engine, configure: options => options.ApplySchema = false);
        var missing = await RefusedAsync(application);
        Assert.Contains($"The database {application.Database.Name} does not exist", missing.Message, StringComparison.Ordinal);

        await using var owner = await StoreApplication.InitializedAsync(engine, application.Database.Name);
        await application.Store.InitializeAsync(Token);

        await owner.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs ADD COLUMN team String", null, null, Token);
        await application.Store.InitializeAsync(Token);

        await owner.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs DROP COLUMN span_id", null, null, Token);
        await owner.Client.ExecuteNonQueryAsync("ALTER TABLE audit_logs MODIFY COLUMN request_id LowCardinality(String)", null, null, Token);
        await owner.Client.ExecuteNonQueryAsync("DROP TABLE audit_rollup_hourly_mv", null, null, Token);
        await owner.Client.ExecuteNonQueryAsync("DROP TABLE audit_rollup_actor_daily", null, null, Token);
        var differences = await RefusedAsync(application);
        foreach (var difference in (string[])
        [
            "the column audit_logs.span_id (String) is missing", "the column audit_logs.request_id is LowCardinality(String) instead of String",
            "the materialized view audit_rollup_hourly_mv is missing", "the table audit_rollup_actor_daily is missing",
        ])
            Assert.Contains(difference, differences.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("team", differences.Message, StringComparison.Ordinal);
    }

    private static SchemaMigrator Migrator(StoreApplication application, IReadOnlyList<Migration> migrations, TimeProvider? time = null) =>
        new(application.Database, SchemaInstance.Create("test"), migrations, time ?? TimeProvider.System, NullLogger<SchemaMigrator>.Instance);

    /// <summary>Why the store is not made ready.</summary>
    private static async Task<SchemaException> RefusedAsync(StoreApplication application)
    {
        var error = await Assert.ThrowsAsync<AuditStoreException>(async () => await application.Store.InitializeAsync(Token));
        Assert.Equal(AuditStoreFailure.Refused, error.Failure);
        return Assert.IsType<SchemaException>(error.InnerException);
    }
}
