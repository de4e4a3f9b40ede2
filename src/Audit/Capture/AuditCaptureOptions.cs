namespace Audit.Capture;

/// <summary>
/// How much is recorded of which operations; section <c>Audit:Capture</c>. Concerns database operations, entity changes, transactions and commands; access,
/// decisions of the guard and the audit's own events are always recorded whole. Destructive operations are recorded at least at
/// <see cref="CaptureLevel.Statement"/>, whatever a rule says.
/// </summary>
public sealed class AuditCaptureOptions
{
    /// <summary>The level of what no rule matches. Default: <see cref="CaptureLevel.Changes"/>, everything.</summary>
    public CaptureLevel DefaultLevel { get; set; } = CaptureLevel.Changes;

    /// <summary>The rules; of those that match, the first counts.</summary>
    public IList<CaptureRule> Rules { get; } = [];
}
