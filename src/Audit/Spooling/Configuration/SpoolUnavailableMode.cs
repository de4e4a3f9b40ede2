namespace Audit.Spooling.Configuration;

/// <summary>What happens when the spool cannot be used: its directory at start, or its disk while the application runs.</summary>
public enum SpoolUnavailableMode
{
    /// <summary>
    /// The application goes on; an error is logged, and health reports say so. Without a directory at start, events wait in memory; what a failing disk does
    /// not take for <c>Audit:Spool:RetryFor</c> is lost, and the loss declared.
    /// </summary>
    Continue,

    /// <summary>
    /// The start fails and says what is wrong. While the application runs, <c>IAuditLog.RecordAsync</c> throws an <see cref="Events.AuditLossException"/> when an
    /// event does not reach its level, and the guard refuses guarded and destructive operations whose attempt is not durable before they run.
    /// </summary>
    FailOperation,
}
