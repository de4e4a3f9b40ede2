using System.Text.Json;
using Audit.EndToEnd.Tests.Host;
using Audit.EndToEnd.Tests.Walkthrough;
using Audit.Testing.Servers;
using Microsoft.Data.Sqlite;

namespace Audit.EndToEnd.Tests.Commands;

/// <summary>Commands as people run them: a process each, with the log in the directory that the host has later.</summary>
public sealed class CommandTests
{
    private const string RunsQuery = """
        query ($filter: AuditEventFilter) {
          auditEvents(filter: $filter, direction: ASC, first: 100) {
            nodes { id action outcome attributes actor { type id } command { name arguments exitCode } correlation { parentEventId } }
          }
        }
        """;

    private const string ChildrenQuery = """
        query ($parent: ID!) {
          auditEvents(filter: { parentEventId: $parent }, direction: ASC, first: 1000) { nodes { id action outcome actor { id } database { source tablesWritten } } }
        }
        """;

    [Fact]
    public async Task A_reset_leaves_the_command_with_its_reason_and_what_it_did_to_the_database()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new HostDirectory();
        Assert.Equal((0, true), await RunAsync(directory, "The shop has 40 products now.", cancellationToken, "db:seed"));
        Assert.Equal((0, true), await RunAsync(directory, "as new", cancellationToken, "db:reset", "--reason", "new demo data"));
        Assert.Equal((3, true), await RunAsync(directory, "needs a reason", cancellationToken, "db:reset"));
        Assert.Equal((3, true), await RunAsync(directory, "'no-reset'", cancellationToken, "db:reset", "--reason", "oops", "--yes", "--Audit:Environment", "Production"));
        Assert.Equal(40, Products(directory));

        await using var host = await HostProcess.StartAsync(directory.Path, cancellationToken);
        using var admin = host.CreateClient(token: HostProcess.AdminToken);
        var api = new AuditApi(admin);
        var runs = await NodesAsync(api, RunsQuery, new { filter = new { command = new { eq = "db:reset" }, action = new { eq = "command.run" } } }, cancellationToken);
        Assert.Equal(["SUCCEEDED", "BLOCKED", "BLOCKED"], runs.Select(static run => run.GetProperty("outcome").GetString()));
        Assert.All(runs, static run => Assert.Equal(Environment.UserName, run.GetProperty("actor").GetProperty("id").GetString()));

        // The guard's record of the attempt stands above the run, and holds the reason; that of what the run drops, too.
        var attempt = await NodesAsync(
            api, RunsQuery, new { filter = new { action = new { eq = "guard.reason_given" } } }, cancellationToken);
        var byRule = attempt.ToDictionary(static one => one.GetProperty("attributes").GetProperty("guard.rule").GetString()!);
        Assert.Equal(["database-in-development", "reset-in-development"], byRule.Keys.Order());
        Assert.All(attempt, static one => Assert.Equal("new demo data", one.GetProperty("attributes").GetProperty("guard.reason").GetString()));
        Assert.Equal(byRule["reset-in-development"].GetProperty("id").GetString(), runs[0].GetProperty("correlation").GetProperty("parentEventId").GetString());

        var done = await NodesAsync(api, ChildrenQuery, new { parent = runs[0].GetProperty("id").GetString() }, cancellationToken);
        var actions = done.Select(static one => one.GetProperty("action").GetString()).ToList();
        Assert.Single(actions, "database.delete");
        Assert.Equal(3, actions.Count(static action => action == "migration.apply"));
        Assert.Contains(done, static one => Written(one).Contains("Products"));
        var migration = done.First(static one => one.GetProperty("action").GetString() == "migration.apply").GetProperty("id").GetString();
        var created = await NodesAsync(api, ChildrenQuery, new { parent = migration }, cancellationToken);
        Assert.Contains(created, static one => Written(one).Contains("Orders") && one.GetProperty("database").GetProperty("source").GetString() == "MIGRATION");
        Assert.All(runs.Skip(1), static run => Assert.Equal(JsonValueKind.Null, run.GetProperty("command").GetProperty("exitCode").ValueKind));
    }

    [Fact]
    public async Task Beside_a_running_host_a_command_leaves_its_record_to_the_host()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new HostDirectory();
        await using var host = await HostProcess.StartAsync(directory.Path, cancellationToken);

        Assert.Equal((0, true), await RunAsync(directory, "events lie in the spool", cancellationToken, "user:create", "carol"));

        using var admin = host.CreateClient(token: HostProcess.AdminToken);
        var api = new AuditApi(admin);
        List<JsonElement> runs;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            runs = await NodesAsync(api, RunsQuery, new { filter = new { command = new { eq = "user:create" } } }, cancellationToken);
        }
        while (runs.Count == 0);
        var done = await NodesAsync(api, ChildrenQuery, new { parent = Assert.Single(runs).GetProperty("id").GetString() }, cancellationToken);
        Assert.Contains(done, static one => Written(one).Contains("Users"));
    }

    [Fact]
    public async Task Beside_a_running_host_and_without_a_spool_a_command_says_what_to_do_and_does_nothing()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new HostDirectory();
        await using var host = await HostProcess.StartAsync(directory.Path, cancellationToken);
        using var bob = host.CreateClient(apiKey: ShopWalk.BobsKey);
        (await bob.DeleteAsync("/shop/products/40", cancellationToken)).EnsureSuccessStatusCode();

        var (exitCode, output) = await HostProcess.RunCommandAsync(
            directory.Path, cancellationToken, "db:reset", "--reason", "new demo data", "--Audit:Spool:Enabled", "false");

        Assert.Equal(1, exitCode);
        Assert.Contains("db:reset was not run, because nothing of it could be recorded", output, StringComparison.Ordinal);
        Assert.Contains("in use by another process (process ", output, StringComparison.Ordinal);
        Assert.Contains("stop the other one", output, StringComparison.Ordinal);
        Assert.Equal(39, Products(directory));
    }

    [Fact]
    public async Task Traffic_without_a_running_host_is_recorded_as_a_command()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var directory = new HostDirectory();
        var url = $"http://127.0.0.1:{ServerProcess.FreePort()}";
        Assert.Equal((0, true), await RunAsync(directory, "starting one for the while", cancellationToken, "demo:traffic", "--events", "50", "--url", url));

        await using var host = await HostProcess.StartAsync(directory.Path, cancellationToken);
        using var admin = host.CreateClient(token: HostProcess.AdminToken);
        var runs = await NodesAsync(new AuditApi(admin), RunsQuery, new { filter = new { command = new { eq = "demo:traffic" } } }, cancellationToken);
        var command = Assert.Single(runs).GetProperty("command");
        Assert.Equal(["--events", "50", "--url", url, "--seed", "1"], command.GetProperty("arguments").EnumerateArray().Select(static argument => argument.GetString()));
        Assert.Equal(0, command.GetProperty("exitCode").GetInt32());
    }

    /// <summary>Runs a command: its exit code, and whether it said something.</summary>
    private static async Task<(int ExitCode, bool Said)> RunAsync(HostDirectory directory, string text, CancellationToken cancellationToken, params string[] arguments)
    {
        var (exitCode, output) = await HostProcess.RunCommandAsync(directory.Path, cancellationToken, arguments);
        Assert.True(output.Contains(text, StringComparison.Ordinal), output);
        return (exitCode, true);
    }

    private static async Task<List<JsonElement>> NodesAsync(AuditApi api, string query, object variables, CancellationToken cancellationToken) =>
        [.. (await api.AskAsync(query, variables, cancellationToken)).GetProperty("auditEvents").GetProperty("nodes").EnumerateArray()];

    private static IEnumerable<string?> Written(JsonElement node) => node.GetProperty("database").ValueKind == JsonValueKind.Null
        ? []
        : node.GetProperty("database").GetProperty("tablesWritten").EnumerateArray().Select(static table => table.GetString());

    private static long Products(HostDirectory directory)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(directory.Path, "shop.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """SELECT COUNT(*) FROM "Products" """;
        return (long)command.ExecuteScalar()!;
    }
}
