using Audit.Testing.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Audit.EndToEnd.Tests.Guarding;

/// <summary>What the guard makes of the ways in which a shop's data gets lost, in the host as a process; looked at in the database itself.</summary>
public sealed class GuardTests(PostgresFixture postgres)
{
    private const int Carts = 12;

    [Fact]
    public async Task On_SQLite_nothing_is_lost_that_the_policy_forbids()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await GuardedHost.StartAsync(cancellationToken, ("Audit:Guard:Rules:6:MaxRows", "50%"));
        var file = Path.Combine(host.Directory, "shop.db");
        await RefusesAsync(host, "drop-database", "whole-database", "drop_database", cancellationToken);
        Assert.True(File.Exists(file));
        await RefusesAsync(host, "drop-table", "critical", "drop_table", cancellationToken);
        await RefusesAsync(host, "delete-all", "abandoned-carts", "delete_no_where", cancellationToken);
        await RefusesAsync(host, "delete-many", "many-rows", "", cancellationToken);
        Assert.Equal(Carts, await CountAsync());

        Assert.Equal(204, (await host.HappenAsync("drop-column", cancellationToken)).Status);
        Assert.Equal(204, (await host.HappenAsync("delete-all", cancellationToken, "the season is over")).Status);
        Assert.Equal(0, await CountAsync());
        await ShowsWhatHappenedAsync(host, cancellationToken);

        async Task<long> CountAsync()
        {
            await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            await connection.OpenAsync(cancellationToken);
            await using var command = new SqliteCommand("""SELECT COUNT(*) FROM "AbandonedCarts" """, connection);
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
    }

    [Fact]
    public async Task On_PostgreSQL_nothing_is_lost_that_the_policy_forbids()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var connectionString = postgres.CreateConnectionString();
        await using var host = await GuardedHost.StartAsync(
            cancellationToken, ("Audit:Guard:Rules:6:MaxRows", "50%"), ("ConnectionStrings:Shop", connectionString));
        await using var source = NpgsqlDataSource.Create(connectionString);
        await RefusesAsync(host, "drop-database", "whole-database", "drop_database", cancellationToken);
        await RefusesAsync(host, "drop-table", "critical", "drop_table", cancellationToken);
        await RefusesAsync(host, "truncate", "critical", "truncate", cancellationToken);
        await RefusesAsync(host, "hidden-delete", "abandoned-carts", "delete_no_where", cancellationToken);
        await RefusesAsync(host, "delete-all", "abandoned-carts", "delete_no_where", cancellationToken);
        await RefusesAsync(host, "delete-many", "many-rows", "", cancellationToken);
        Assert.Equal(Carts, await CountAsync());

        Assert.Equal(204, (await host.HappenAsync("drop-column", cancellationToken)).Status);
        Assert.Equal(204, (await host.HappenAsync("delete-all", cancellationToken, "the season is over")).Status);
        Assert.Equal(0, await CountAsync());
        await ShowsWhatHappenedAsync(host, cancellationToken);

        async Task<long> CountAsync()
        {
            await using var command = source.CreateCommand("""SELECT COUNT(*) FROM "AbandonedCarts" """);
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
    }

    private static async Task RefusesAsync(GuardedHost host, string incident, string rule, string reason, CancellationToken cancellationToken)
    {
        var (status, problem) = await host.HappenAsync(incident, cancellationToken);
        Assert.True(status == 403, $"{incident}: {status} {problem}");
        Assert.Equal((rule, reason), (problem.GetProperty("rule").GetString(), string.Join(',', problem.GetProperty("reasons").EnumerateArray().Select(static value => value.GetString()))));
        var events = await host.EventsAsync(1, cancellationToken);
        var attempt = Assert.Single(events, one => one.Id == problem.GetProperty("eventId").GetString());
        Assert.Equal((rule, reason), (attempt.Rule, attempt.Reasons));
        Assert.Equal(incident == "delete-many" ? "ROLLED_BACK" : "BLOCKED", attempt.Outcome);
    }

    /// <summary>The migration was alerted on, the deletion had a reason, and both outcomes name their attempt.</summary>
    private static async Task ShowsWhatHappenedAsync(GuardedHost host, CancellationToken cancellationToken)
    {
        var events = await Eventually(host, cancellationToken);
        var migration = Assert.Single(events, static one => one.Action == "guard.alert");
        Assert.Equal(("migrations", "MIGRATION", "drop_column"), (migration.Rule, migration.Source, migration.Reasons));
        Assert.Equal("SUCCEEDED", Assert.Single(events, one => one.ParentId == migration.Id).Outcome);
        var deletion = Assert.Single(events, static one => one.Action == "guard.reason_given");
        Assert.Equal("the season is over", deletion.Reason);
        Assert.Equal(("db.delete", "SUCCEEDED"), (Assert.Single(events, one => one.ParentId == deletion.Id).Action, events[^1].Outcome));
    }

    private static Task<IReadOnlyList<GuardedEvent>> Eventually(GuardedHost host, CancellationToken cancellationToken) =>
        Host.Eventually.GetAsync(() => host.EventsAsync(1, cancellationToken), static events => events.Count(static one => one.ParentId is not null) >= 2, cancellationToken);
}
