using System.Collections.Concurrent;
using Audit.Notifying;

namespace Audit.Tests.Notifying;

/// <summary>Keeps what it is told, after doing what a test wants it to.</summary>
internal sealed class TestNotifier(string name, Func<AuditNotification, CancellationToken, Task>? before = null) : IAuditNotifier
{
    private int _attempts;

    public string Name => name;

    public int Attempts => Volatile.Read(ref _attempts);

    public ConcurrentQueue<AuditNotification> Received { get; } = new();

    public IReadOnlyList<string> Titles => [.. Received.Select(notification => notification.Title)];

    public async ValueTask NotifyAsync(AuditNotification notification, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        if (before is not null)
            await before(notification, cancellationToken);
        Received.Enqueue(notification);
    }
}
