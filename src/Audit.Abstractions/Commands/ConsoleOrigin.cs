using System.Collections.Immutable;
using System.Net;
using System.Reflection;
using Audit.Context;
using Audit.Events;

namespace Audit.Commands;

/// <summary>
/// Who sits at the console, and where: the user of the operating system, behind <c>sudo</c> the one who called it, over SSH the client's address, and in a
/// pipeline who started it. Taken from the environment, which whoever runs the command can set: evidence, and no proof. Thread-safe.
/// </summary>
public sealed class ConsoleOrigin
{
    private const int LongestValue = 256;

    private static readonly (string Variable, string System, string Actor, string Run)[] Pipelines =
    [
        ("GITHUB_ACTIONS", "github_actions", "GITHUB_ACTOR", "GITHUB_RUN_ID"),
        ("GITLAB_CI", "gitlab_ci", "GITLAB_USER_LOGIN", "CI_JOB_ID"),
        ("TF_BUILD", "azure_pipelines", "BUILD_REQUESTEDFOR", "BUILD_BUILDID"),
        ("JENKINS_URL", "jenkins", "BUILD_USER_ID", "BUILD_TAG"),
        ("TEAMCITY_VERSION", "teamcity", "TEAMCITY_BUILD_TRIGGEREDBY_USERNAME", "BUILD_NUMBER"),
        ("BITBUCKET_BUILD_NUMBER", "bitbucket", "BITBUCKET_STEP_TRIGGERER_UUID", "BITBUCKET_BUILD_NUMBER"),
        ("CIRCLECI", "circleci", "CIRCLE_USERNAME", "CIRCLE_BUILD_NUM"),
        ("CI", "unknown", "", ""),
    ];

    private readonly Func<string, string?> _variable;
    private readonly string _userName;
    private readonly string _machineName;
    private readonly bool _isInteractive;
    private readonly Assembly? _application;

    internal ConsoleOrigin(Func<string, string?> variable, string userName, string machineName, bool isInteractive, Assembly? application)
    {
        _variable = variable;
        _userName = userName;
        _machineName = machineName;
        _isInteractive = isInteractive;
        _application = application;
    }

    /// <summary>That of this process.</summary>
    public static ConsoleOrigin OfProcess() => new(
        Environment.GetEnvironmentVariable, Environment.UserName, Environment.MachineName, !Console.IsInputRedirected, Assembly.GetEntryAssembly());

    /// <summary>Who acts; behind <c>sudo</c> as whom they act, and who they are.</summary>
    public AuditActor Actor => new(ActorType.User, _userName, _userName, ImpersonatorId: Read("SUDO_USER"));

    /// <summary>A context with what is known of the console as attributes and, where nobody acts yet, its actor and the client's address.</summary>
    /// <param name="context">The context under which the command runs.</param>
    public AuditContext Stamp(AuditContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var stamped = context with { Attributes = [.. context.Attributes, .. Attributes()] };
        if (context.Actor != AuditActor.System)
            return stamped;
        return stamped with { Actor = Actor, ClientIp = context.ClientIp ?? SshClient() };
    }

    private ImmutableArray<AuditAttribute> Attributes()
    {
        var all = ImmutableArray.CreateBuilder<AuditAttribute>();
        Add(all, "process.owner", _userName);
        Add(all, "host.name", _machineName);
        all.Add(new AuditAttribute("process.interactive", _isInteractive ? "true" : "false"));
        Add(all, "sudo.user", Read("SUDO_USER"));
        Add(all, "ssh.client", SshClient()?.ToString());
        AddPipeline(all);
        AddVersion(all);
        return all.ToImmutable();
    }

    private void AddPipeline(ImmutableArray<AuditAttribute>.Builder all)
    {
        foreach (var (name, system, actor, run) in Pipelines)
        {
            if (Read(name) is null)
                continue;
            Add(all, "ci.system", system);
            Add(all, "ci.actor", actor.Length == 0 ? null : Read(actor));
            Add(all, "ci.run", run.Length == 0 ? null : Read(run));
            return;
        }
    }

    /// <summary>The SDK writes the commit behind the version, with a plus between.</summary>
    private void AddVersion(ImmutableArray<AuditAttribute>.Builder all)
    {
        var told = _application?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? _application?.GetName().Version?.ToString();
        if (told is null)
            return;
        var plus = told.IndexOf('+', StringComparison.Ordinal);
        Add(all, "service.version", plus < 0 ? told : told[..plus]);
        Add(all, "vcs.ref.head.revision", plus < 0 ? null : told[(plus + 1)..]);
    }

    private IPAddress? SshClient() =>
        Read("SSH_CONNECTION")?.Split(' ', 2) is [var client, ..] && IPAddress.TryParse(client, out var address) ? address : null;

    private string? Read(string name) => _variable(name) is { Length: > 0 } value ? value.Length <= LongestValue ? value : value[..LongestValue] : null;

    private static void Add(ImmutableArray<AuditAttribute>.Builder all, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            all.Add(new AuditAttribute(name, value));
    }
}
