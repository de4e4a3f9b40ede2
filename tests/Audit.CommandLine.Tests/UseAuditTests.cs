using System.CommandLine;
using Audit.Commands;
using Audit.Context;
using Audit.Events;
using Audit.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Audit.CommandLine.Tests;

public sealed class UseAuditTests : IAsyncDisposable
{
    private readonly CollectingAuditLog _log = new();
    private readonly StringWriter _error = new();
    private readonly List<AuditContext> _seen = [];
    private readonly Option<string?> _pin = new("--pin", "-p");
    private ServiceProvider? _services;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _error.DisposeAsync();
        if (_services is not null)
            await _services.DisposeAsync();
    }

    [Theory]
    [InlineData("user create ann --pin 1234 --role admin", "user:create", "ann --pin <redacted> --role admin")]
    [InlineData("user create ann -p 1234", "user:create", "ann -p <redacted>")]
    [InlineData("user create ann --pin=1234", "user:create", "ann --pin <redacted>")]
    [InlineData("user create user", "user:create", "user")]
    [InlineData("user --verbose create ann --reason why", "user:create", "--verbose ann")]
    [InlineData("import", "import", "")]
    [InlineData("", "Audit.CommandLine.Tests", "")]
    public async Task A_run_is_recorded_by_its_path_and_without_secrets(string line, string name, string arguments)
    {
        Assert.Equal(0, await RunAsync(line));

        var run = Assert.Single(_log.Events);
        Assert.Equal((EventCategory.Command, "command.run", Outcome.Succeeded), (run.Category, run.Action, run.Outcome));
        Assert.Equal((name, arguments, 0), (run.Command!.Name, string.Join(' ', run.Command.Arguments), run.Command.ExitCode));
        Assert.Equal(run.Id, Assert.Single(_seen).ParentEventId);
    }

    [Fact]
    public async Task Reason_and_confirmation_reach_the_command()
    {
        await RunAsync("import --yes --reason", "a new season");

        var context = Assert.Single(_seen);
        Assert.Equal(("a new season", true), (context.Reason, context.IsConfirmed));
        Assert.Equal("a new season", Assert.Single(_log.Events).Context.Reason);
    }

    [Theory]
    [InlineData("fail", 5, Outcome.Failed)]
    [InlineData("throw", 1, Outcome.Failed)]
    public async Task Failures_end_as_they_would_without_us(string line, int code, Outcome outcome)
    {
        Assert.Equal(code, await RunAsync(line));

        Assert.Equal(outcome, Assert.Single(_log.Events).Outcome);
    }

    [Theory]
    [InlineData("db reset", CommandExitCodes.Blocked, 0)]
    [InlineData("db reset --yes --reason x", 0, 1)]
    public async Task Destructive_commands_are_guarded(string line, int code, int runs)
    {
        Assert.Equal(code, await RunAsync(line));

        Assert.Equal(runs, _seen.Count);
        Assert.Contains(_log.Events, one => one.Category == EventCategory.Guard);
        Assert.Contains(_log.Events, one => one.Category == EventCategory.Command && one.Outcome == (runs > 0 ? Outcome.Succeeded : Outcome.Blocked));
        Assert.Equal(runs == 0, _error.ToString().Contains("confirm", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("user create")]
    [InlineData("no such")]
    public async Task What_runs_nothing_is_not_recorded(string line)
    {
        await RunAsync(line);

        Assert.Empty(_log.Events);
    }

    [Fact]
    public void Without_what_runs_commands_it_says_what_to_call()
    {
        using var services = new ServiceCollection().BuildServiceProvider();

        var refusal = Assert.Throws<InvalidOperationException>(() => new RootCommand().UseAudit(services));

        Assert.Contains("AddAuditedCommands()", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_of_another_type_is_refused()
    {
        using var services = Services();

        var refusal = Assert.Throws<InvalidOperationException>(() => new RootCommand { new Option<int>("--reason") }.UseAudit(services));

        Assert.Contains("--reason", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<int> RunAsync(string line, params string[] more)
    {
        _services = Services();
        var root = Shop().UseAudit(_services, _pin);
        return await root.Parse([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. more])
            .InvokeAsync(new InvocationConfiguration { Error = _error, Output = TextWriter.Null }, Cancellation);
    }

    private ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            [new("Audit:Environment", "Staging"), new("Audit:Guard:Prompt", "false"), new("Audit:Guard:DurableTimeout", "00:00:01")]).Build());
        services.AddSingleton(Substitute.For<IAuditStore>());
        services.AddSingleton<IAuditLog>(_log);
        services.AddAudit().AddGuard();
        services.AddAuditedCommands();
        return services.BuildServiceProvider();
    }

    private RootCommand Shop()
    {
        var create = new Command("create") { new Argument<string>("name"), _pin, new Option<string?>("--role") };
        create.SetAction(See);
        var reset = new Command("reset");
        reset.SetAction(See);
        var import = new Command("import");
        import.SetAction((_, _) =>
        {
            _seen.Add(AuditContext.Current);
            return Task.FromResult(0);
        });
        var fail = new Command("fail");
        fail.SetAction(static _ => 5);
        var broken = new Command("throw");
        broken.SetAction(static int (ParseResult _) => throw new InvalidOperationException("no"));

        var root = new RootCommand
        {
            new Command("user") { create, new Option<bool>("--verbose") },
            new Command("db") { reset },
            import,
            fail,
            broken,
        };
        root.SetAction(See);
        return root;

        int See(ParseResult parsed)
        {
            _seen.Add(AuditContext.Current);
            return 0;
        }
    }
}
