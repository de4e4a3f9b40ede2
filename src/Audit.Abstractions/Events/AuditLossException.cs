namespace Audit.Events;

/// <summary>An event could not be recorded, and the options want its recorder to fail then (<c>Audit:Buffer:FullMode</c> = <c>FailOperation</c>).</summary>
/// <param name="message">What happened.</param>
public sealed class AuditLossException(string message) : InvalidOperationException(message);
