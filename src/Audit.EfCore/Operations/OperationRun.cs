using Audit.Events;

namespace Audit.EfCore.Operations;

/// <summary>A run of an operation: collects what its event tells when it ended. Used by one thread at a time.</summary>
internal sealed class OperationRun(DateTimeOffset startedAt, long start)
{
    private readonly List<AuditAttribute> _findings = [];

    /// <summary>The id of its event, which every event within names as its cause.</summary>
    public Guid Id { get; } = AuditId.Create(AuditEvent.UnixMicroseconds(startedAt));

    public DateTimeOffset StartedAt => startedAt;

    public long Start => start;

    public Exception? Error { get; set; }

    public Guid TransactionId { get; set; }

    public IReadOnlyList<AuditAttribute> Findings => _findings;

    /// <summary>Adds what is known only now, for its own event.</summary>
    public void Found(string name, string value) => _findings.Add(new AuditAttribute(name, value));
}
