using System.Net;
using System.Net.Http.Json;
using Audit.Commands;
using Audit.Events;
using Audit.Querying;
using Audit.Redaction;
using Microsoft.Extensions.DependencyInjection;
using ReferenceHost.Features.Commands;
using ReferenceHost.Features.SignIn;
using ReferenceHost.Tests.Hosting;

namespace ReferenceHost.Tests.Commands;

public sealed class CommandTests(HostFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_who_was_created_can_sign_in_and_the_full_name_is_not_in_the_command_line_of_the_log()
    {
        Assert.Equal(CommandExitCodes.Done, await fixture.Host.App.RunCommandAsync(["user:create", "carol", "--name", "Carol Smith"], Token));
        Assert.Equal(CommandExitCodes.Failed, await fixture.Host.App.RunCommandAsync(["user:create", "carol"], Token));

        using var carol = await fixture.Host.SignInAsync("carol", Token);
        using var orders = await carol.GetAsync(new Uri("/shop/orders", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, orders.StatusCode);
        using var nobody = fixture.Host.CreateClient();
        using var refused = await nobody.PostAsJsonAsync("/shop/sign-in", new SignInInput("nobody"), Token);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);

        var runs = await FindAsync(new AuditFilter { Action = new StringFilter { Eq = "command.run" }, Command = new StringFilter { Eq = "user:create" }, Search = "carol" });
        Assert.Equal(["carol", "--name", Redacted.Marker], runs[0].Command!.Arguments);
        Assert.Equal([0, 1], runs.Select(static run => run.Command!.ExitCode!.Value));
        var inserts = await FindAsync(new AuditFilter { ParentId = runs[0].Id, Operation = ["INSERT"] });
        Assert.Single(inserts, static one => one.Category == EventCategory.Database && one.Statement!.TablesWritten.Contains("Users"));
    }

    [Theory]
    [InlineData("user:create", "Dave")]
    [InlineData("user:create", "dave", "--name")]
    [InlineData("db:migrate", "now")]
    [InlineData("db:seed", "--force")]
    [InlineData("db:reset", "all", "--reason", "x")]
    [InlineData("demo:traffic", "--events", "none")]
    public async Task Wrong_arguments_end_with_2(params string[] args) =>
        Assert.Equal(CommandExitCodes.WrongArguments, await fixture.Host.App.RunCommandAsync(args, Token));

    [Fact]
    public async Task Migrating_and_seeding_again_changes_nothing()
    {
        Assert.Equal(CommandExitCodes.Done, await fixture.Host.App.RunCommandAsync(["db:migrate"], Token));
        Assert.Equal(CommandExitCodes.Done, await fixture.Host.App.RunCommandAsync(["db:seed"], Token));
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_done()
    {
        var directory = Directory.CreateTempSubdirectory("audit-host-").FullName;
        try
        {
            // A process has one engine, and that of the host is open on another path.
            Assert.Equal(CommandExitCodes.Failed, await CommandHost.RunAsync(["db:migrate", "--Data:Directory", directory, "--Audit:Spool:Enabled", "false"]));
            Assert.False(File.Exists(Path.Combine(directory, "shop.db")));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<IReadOnlyList<AuditEvent>> FindAsync(AuditFilter filter)
    {
        await fixture.Host.App.Services.GetRequiredService<IAuditLog>().FlushAsync(Token);
        var page = await fixture.Host.App.Services.GetRequiredService<IAuditReader>()
            .QueryAsync(new AuditQuery { Filter = filter, Direction = SortDirection.Ascending }, Token);
        return [.. page.Items.Select(static item => item.Event.Event)];
    }
}
