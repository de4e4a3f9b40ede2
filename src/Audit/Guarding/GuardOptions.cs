namespace Audit.Guarding;

/// <summary>What the guard lets through, and on which terms; section <c>Audit:Guard</c>. Reloaded while the application runs.</summary>
public sealed class GuardOptions
{
    /// <summary>The section of the configuration the options are bound from.</summary>
    public const string Section = "Audit:Guard";

    /// <summary>Whether anything is guarded. Default: <see langword="true"/>.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The policy: of the rules that match, the first counts. Those of the configuration come first, then those that code adds. Without any, a policy
    /// applies that asks for an approval of what is critical in Production, unless a migration does it; that observes everything in Development;
    /// and that alerts from <see cref="Events.Risk.High"/> everywhere else.
    /// </summary>
    public IList<GuardRule> Rules { get; } = [];

    /// <summary>What is done with a destructive, opaque or incomplete statement that no rule matches. Default: <see cref="GuardAction.Observe"/>.</summary>
    public GuardAction DefaultAction { get; set; }

    /// <summary>How long an approval may wait to be given and used, from one minute to 30 days. Default: one hour.</summary>
    public TimeSpan ApprovalExpiry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What becomes of a guarded operation whose attempt could not be recorded durably. Default: <see cref="GuardDurability.Continue"/>.</summary>
    public GuardDurability WhenNotDurable { get; set; }

    /// <summary>How long a guarded operation waits for its attempt to be durable, from 50 milliseconds to 5 minutes. Default: 5 seconds.</summary>
    public TimeSpan DurableTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a person at the console is asked for a reason or a confirmation. Never in the course of an HTTP request. Default: <see langword="true"/>.</summary>
    public bool Prompt { get; set; } = true;

    /// <summary>
    /// Confirms what a rule wants confirmed, together with <see cref="Reason"/>, without asking: what a command line sets, for example by
    /// <c>--Audit:Guard:Yes=true</c>. Has no effect on HTTP requests. Default: <see langword="false"/>.
    /// </summary>
    public bool Yes { get; set; }

    /// <summary>The reason of operations that come with none of their own. Has no effect on HTTP requests. At most 1,024 characters. Default: none.</summary>
    public string? Reason { get; set; }
}
