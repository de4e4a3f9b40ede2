using Audit.Live;
using Audit.Querying;

namespace Audit.Tests.Live;

/// <summary>What a store took last, kept in memory.</summary>
internal sealed class MemoryFeed(TimeProvider time) : IAuditFeed
{
    private readonly Lock _lock = new();
    private readonly List<StoredAuditEvent> _events = [];

    public List<AuditFeedRequest> Requests { get; } = [];

    public List<int> Reads { get; } = [];

    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Thrown by the read of a number.</summary>
    public Func<int, Exception?> ReadFailure { get; set; } = static _ => null;

    public int Looks
    {
        get
        {
            lock (_lock)
                return Requests.Count;
        }
    }

    public void Add(params IEnumerable<StoredAuditEvent> events)
    {
        lock (_lock)
            _events.AddRange(events);
    }

    public ValueTask<AuditFeedPage> ListAsync(AuditFeedRequest request, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            Requests.Add(request);
            if (Failure is { } failure)
                throw failure;
            var now = time.GetUtcNow();
            var start = now - request.Window;
            if (request.NotBefore > start)
                start = request.NotBefore.Value;
            var entries = _events.Where(stored => stored.IngestedAt >= start && stored.Stream != request.ExceptStream)
                .OrderByDescending(stored => stored.IngestedAt).Select(stored => new AuditFeedEntry(stored.Event.Id, stored.IngestedAt)).ToList();
            return new ValueTask<AuditFeedPage>(new AuditFeedPage(start, now, entries.Count, [.. entries.Take(request.Limit)]));
        }
    }

    public ValueTask<IReadOnlyList<StoredAuditEvent>> ReadAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (ReadFailure(Reads.Count) is { } failure)
            {
                Reads.Add(0);
                throw failure;
            }

            Reads.Add(ids.Count);
            return new ValueTask<IReadOnlyList<StoredAuditEvent>>([.. _events.Where(stored => ids.Contains(stored.Event.Id))]);
        }
    }
}
