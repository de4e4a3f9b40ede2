using System.Net;
using Audit.Commands;
using Audit.Context;
using Audit.Events;

namespace Audit.Abstractions.Tests.Commands;

public sealed class ConsoleOriginTests
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    [Fact]
    public void The_user_of_the_operating_system_acts()
    {
        var context = Origin().Stamp(AuditContext.Background);

        Assert.Equal((ActorType.User, "deploy", "deploy", null), (context.Actor.Type, context.Actor.Id, context.Actor.Name, context.Actor.ImpersonatorId));
        Assert.Equal("deploy", Of(context, "process.owner"));
        Assert.Equal("build-7", Of(context, "host.name"));
        Assert.Equal("false", Of(context, "process.interactive"));
        Assert.Null(Of(context, "ci.system"));
        Assert.Null(Of(context, "sudo.user"));
    }

    [Fact]
    public void Behind_sudo_is_the_one_who_called_it()
    {
        _variables["SUDO_USER"] = "alice";

        var context = Origin().Stamp(AuditContext.Background);

        Assert.Equal(("deploy", "alice"), (context.Actor.Id, context.Actor.ImpersonatorId));
        Assert.Equal("alice", Of(context, "sudo.user"));
    }

    [Fact]
    public void Over_ssh_the_client_has_an_address()
    {
        _variables["SSH_CONNECTION"] = "2001:db8::7 51234 10.0.0.1 22";

        var context = Origin().Stamp(AuditContext.Background);

        Assert.Equal(IPAddress.Parse("2001:db8::7"), context.ClientIp);
        Assert.Equal("2001:db8::7", Of(context, "ssh.client"));
    }

    [Theory]
    [InlineData("no address 22")]
    [InlineData(" ")]
    public void What_is_no_address_is_none(string connection)
    {
        _variables["SSH_CONNECTION"] = connection;

        Assert.Null(Origin().Stamp(AuditContext.Background).ClientIp);
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS", "GITHUB_ACTOR", "GITHUB_RUN_ID", "github_actions")]
    [InlineData("GITLAB_CI", "GITLAB_USER_LOGIN", "CI_JOB_ID", "gitlab_ci")]
    [InlineData("TF_BUILD", "BUILD_REQUESTEDFOR", "BUILD_BUILDID", "azure_pipelines")]
    public void In_a_pipeline_is_told_who_started_it(string marker, string actor, string run, string system)
    {
        _variables[marker] = "true";
        _variables["CI"] = "true";
        _variables[actor] = "octocat";
        _variables[run] = "42";

        var context = Origin().Stamp(AuditContext.Background);

        Assert.Equal((system, "octocat", "42"), (Of(context, "ci.system"), Of(context, "ci.actor"), Of(context, "ci.run")));
    }

    [Fact]
    public void The_version_is_told_apart_from_the_commit()
    {
        var context = new ConsoleOrigin(_ => null, "deploy", "build-7", false, typeof(ConsoleOrigin).Assembly).Stamp(AuditContext.Background);

        Assert.Matches(@"^\d+\.\d+\.\d+[^+]*$", Of(context, "service.version"));
        Assert.Matches("^[0-9a-f]{40}$", Of(context, "vcs.ref.head.revision"));
    }

    [Fact]
    public void Who_acts_already_stays()
    {
        var actor = new AuditActor(ActorType.User, "7", "Ann");

        var context = Origin().Stamp(AuditContext.Background with { Actor = actor });

        Assert.Equal(actor, context.Actor);
        Assert.Equal("deploy", Of(context, "process.owner"));
    }

    private ConsoleOrigin Origin() => new(_variables.GetValueOrDefault, "deploy", "build-7", isInteractive: false, application: null);

    private static string? Of(AuditContext context, string name) => context.Attributes.FirstOrDefault(attribute => attribute.Name == name).Value;
}
