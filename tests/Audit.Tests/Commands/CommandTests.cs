using Audit.Commands;
using Audit.Storage;
using Audit.Tests.Delivery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Audit.Tests.Commands;

/// <summary>Commands as an application runs them, by their names.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly MemoryStore _store = new();
    private readonly Runs _runs = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_is_recorded_with_what_it_did_below_it()
    {
        Assert.Equal(0, await RunAsync(["user:create", "ann", "--password", "hunter2-x", "--pin=1234", "--role", "admin", "--reason", "new colleague"]));

        Assert.Equal(["shop.user_created", "command.run"], _store.Rows.Select(static row => (string)row["action"]!));
        var (within, run) = (_store.Rows[0], _store.Rows[^1]);
        Assert.Equal(run["id"], within["parent_id"]);
        Assert.Equal(within["actor_id"], run["actor_id"]);
        Assert.Equal(
            ("command", "command", "succeeded", "user:create", 0),
            ((string)run["category"]!, (string)run["source"]!, (string)run["outcome"]!, (string)run["command_name"]!, (int)run["exit_code"]!));
        Assert.Equal(["ann", "--password", "<redacted>", "--pin=<redacted>", "--role", "admin"], (IEnumerable<string>)run["command_arguments"]!);
        Assert.Equal(["ann", "--password", "hunter2-x", "--pin=1234", "--role", "admin"], _runs.LastArguments);
        Assert.Equal((Environment.UserName, "user"), ((string)run["actor_id"]!, (string)run["actor_type"]!));
    }

    [Theory]
    [InlineData("fail:code", 7, "failed", "")]
    [InlineData("fail:throw", null, "failed", "InvalidOperationException")]
    public async Task A_failure_is_recorded_with_its_code_or_error(string name, int? exitCode, string outcome, string errorCode)
    {
        if (exitCode is null)
            await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync([name]));
        else
            Assert.Equal(exitCode, await RunAsync([name]));

        var run = Assert.Single(_store.Rows);
        Assert.Equal((outcome, errorCode, exitCode), ((string)run["outcome"]!, (string)run["error_code"]!, (int?)run["exit_code"]));
        Assert.DoesNotContain("hunter2", (string)run["error_message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_is_recorded_as_such()
    {
        using var cancellation = new CancellationTokenSource();
        var running = RunAsync(["wait"], cancellationToken: cancellation.Token);
        await _runs.Started.Task.WaitAsync(Cancellation);

        await cancellation.CancelAsync();

        Assert.Equal(CommandExitCodes.Cancelled, await running);
        Assert.Equal("cancelled", Assert.Single(_store.Rows)["outcome"]);
    }

    [Theory]
    [InlineData(new[] { "no:such" }, "There is no command 'no:such'.")]
    [InlineData(new[] { "db:reset", "--reason" }, "--reason needs a text behind it")]
    [InlineData(new[] { "db:reset", "--reason", "--yes" }, "--reason needs a text behind it")]
    public async Task What_cannot_be_run_is_told_and_not_recorded(string[] args, string told)
    {
        Assert.Equal(CommandExitCodes.WrongArguments, await RunAsync(args));

        Assert.Contains(told, _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_store.Rows);
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        Assert.Equal(0, await RunAsync(["--help"]));

        Assert.Matches(@"db:reset +Sets everything back", _output.ToString());
    }

    [Theory]
    [InlineData("Staging", new[] { "db:reset" }, false, "confirmation_missing")]
    [InlineData("Staging", new[] { "db:reset", "--yes" }, false, "confirmation_missing")]
    [InlineData("Staging", new[] { "db:reset", "--yes", "--reason", "new demo data" }, true, "confirmed")]
    [InlineData("Staging", new[] { "DROP-everything" }, false, "confirmation_missing")]
    [InlineData("Production", new[] { "db:reset", "--yes", "--reason", "new demo data" }, false, "approval_unavailable")]
    [InlineData("Development", new[] { "db:reset" }, true, null)]
    public async Task A_destructive_command_is_guarded_by_environment(string environment, string[] args, bool runs, string? step)
    {
        var code = await RunAsync(args, environment);

        Assert.Equal((runs ? 0 : CommandExitCodes.Blocked, runs ? 1 : 0), (code, _runs.Count));
        var run = _store.Rows[^1];
        Assert.Equal(("command", runs ? "succeeded" : "blocked"), ((string)run["category"]!, (string)run["outcome"]!));
        if (step is null)
        {
            Assert.Single(_store.Rows);
            return;
        }

        var attempt = _store.Rows[0];
        Assert.Equal(("guard", "guard." + step), ((string)attempt["category"]!, (string)attempt["action"]!));
        Assert.Equal(attempt["id"], run["parent_id"]);
        Assert.Equal(["destructive_command"], (IEnumerable<string>)attempt["destructive_reasons"]!);
    }

    [Fact]
    public async Task A_rule_can_block_a_command_by_its_name()
    {
        var code = await RunAsync(["db:reset", "--yes", "--reason", "x"], "Development", new()
        {
            ["Audit:Guard:Rules:0:Name"] = "no-resets",
            ["Audit:Guard:Rules:0:Action"] = "Block",
            ["Audit:Guard:Rules:0:Reasons:0"] = "destructive_command",
            ["Audit:Guard:Rules:0:Tables:0"] = "db:*",
        });

        Assert.Equal((CommandExitCodes.Blocked, 0), (code, _runs.Count));
        Assert.Contains("no-resets", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user:*", "user:create", CommandExitCodes.Blocked)]
    [InlineData("", "db:reset", 0)]
    public async Task What_is_destructive_can_be_configured(string pattern, string command, int code)
    {
        Assert.Equal(code, await RunAsync([command], "Staging", new() { ["Audit:Commands:DestructivePatterns:0"] = pattern }));
    }

    private async Task<int> RunAsync(
        string[] args, string environment = "Development", Dictionary<string, string?>? settings = null, CancellationToken? cancellationToken = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Audit:Guard:Prompt"] = "false" });
        builder.Services.AddSingleton<IAuditStore>(_store).AddSingleton(_runs);
        builder.AddAudit().AddGuard();
        builder.Services.AddAuditedCommand<DbReset>().AddAuditedCommand<DropEverything>().AddAuditedCommand<UserCreate>()
            .AddAuditedCommand<FailingCode>().AddAuditedCommand<Throwing>().AddAuditedCommand<Waiting>();
        using var host = builder.Build();
        return await host.Services.GetRequiredService<HostedCommands>().RunAsync(args, _output, _error, cancellationToken ?? Cancellation);
    }
}
