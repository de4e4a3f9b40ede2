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
        await using var host = await GuardedHost.StartAsync(cancellationToken, ("Audit:Guard:Rules:9:MaxRows", "50%"));
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
    public async Task In_development_too_a_table_and_the_database_are_not_dropped_for_the_asking()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await GuardedHost.StartAsync(cancellationToken, ("Audit:Environment", "Development"));
        await RefusesAsync(host, "drop-table", "critical", "drop_table", cancellationToken);
        await RefusesAsync(host, "drop-database", "database-in-development", "drop_database", cancellationToken);
        await RefusesAsync(host, "delete-all", "abandoned-carts", "delete_no_where", cancellationToken);
        Assert.Equal(204, (await host.HappenAsync("delete-all", cancellationToken, "the season is over")).Status);
    }

    [Fact]
    public async Task On_PostgreSQL_nothing_is_lost_that_the_policy_forbids()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var connectionString = postgres.CreateConnectionString();
        await using var host = await GuardedHost.StartAsync(
            cancellationToken, ("Audit:Guard:Rules:9:MaxRows", "50%"), ("ConnectionStrings:Shop", connectionString));
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

    [Fact]
    public async Task What_a_second_person_approves_runs_once()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await GuardedHost.StartAsync(cancellationToken);
        var (status, refusal) = await host.HappenAsync("drop-table", cancellationToken);
        Assert.True(status == 403, $"{status} {refusal}");
        var id = refusal.GetProperty("approvalId").GetString()!;
        Assert.Equal(id, (await host.HappenAsync("drop-table", cancellationToken)).Problem.GetProperty("approvalId").GetString());

        var pending = await host.AskAsync("{ pendingApprovals { id statement reasons requestedBy { id } state } }", null, cancellationToken);
        var waiting = Assert.Single(pending.GetProperty("pendingApprovals").EnumerateArray().ToArray());
        Assert.Equal((id, "DROP TABLE \"AbandonedCarts\"", "bob"), (
            waiting.GetProperty("id").GetString(), waiting.GetProperty("statement").GetString()!.Trim(), waiting.GetProperty("requestedBy").GetProperty("id").GetString()));

        var decided = await host.AskAsync(
            "mutation($id: ID!) { approveOperation(id: $id, note: \"the carts are saved\") { state } }", new { id }, cancellationToken);
        Assert.Equal("approved", decided.GetProperty("approveOperation").GetProperty("state").GetString());

        // Not another operation, not another requester's, and this one once.
        Assert.Equal(403, (await host.HappenAsync("drop-database", cancellationToken)).Status);
        Assert.Equal(204, (await host.HappenAsync("drop-table", cancellationToken)).Status);
        var (again, renewed) = await host.HappenAsync("drop-table", cancellationToken);
        Assert.Equal(403, again);
        Assert.NotEqual(id, renewed.GetProperty("approvalId").GetString());

        var told = await Host.Eventually.GetAsync(
            () => StepsAsync(host, cancellationToken), static steps => steps.Contains("guard.approval_used bob"), cancellationToken);
        Assert.Contains("guard.approval_requested bob", told);
        Assert.Contains("guard.approval_used bob", told);
        Assert.Single(told, static step => step.StartsWith("guard.approval_approved ", StringComparison.Ordinal) && step != "guard.approval_approved bob");
    }

    private static async Task<string[]> StepsAsync(GuardedHost host, CancellationToken cancellationToken)
    {
        var steps = await host.AskAsync(
            "{ auditEvents(filter: { category: [GUARD], action: { startsWith: \"guard.approval\" } }, direction: ASC) { nodes { action actor { id } } } }", null, cancellationToken);
        return [.. steps.GetProperty("auditEvents").GetProperty("nodes").EnumerateArray()
            .Select(static node => $"{node.GetProperty("action").GetString()} {node.GetProperty("actor").GetProperty("id").GetString()}")];
    }

    private static async Task RefusesAsync(GuardedHost host, string incident, string rule, string reason, CancellationToken cancellationToken)
    {
        var (status, problem) = await host.HappenAsync(incident, cancellationToken);
        Assert.True(status == 403, $"{incident}: {status} {problem}");
        Assert.Equal((rule, reason), (problem.GetProperty("rule").GetString(), string.Join(',', problem.GetProperty("reasons").EnumerateArray().Select(static value => value.GetString()))));
        var id = problem.GetProperty("eventId").GetString();
        // On disk before it was refused, and in the store with the next batch.
        var events = await Host.Eventually.GetAsync(() => host.EventsAsync(1, cancellationToken), events => events.Any(one => one.Id == id), cancellationToken);
        var attempt = Assert.Single(events, one => one.Id == id);
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
        Host.Eventually.GetAsync(() => host.EventsAsync(1, cancellationToken), static events => events.Any(static one => one is { Action: "db.delete", Outcome: "SUCCEEDED" }), cancellationToken);
}
