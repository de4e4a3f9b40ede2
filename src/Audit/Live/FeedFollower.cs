using Audit.Querying;
using Microsoft.Extensions.Logging;

namespace Audit.Live;

/// <summary>
/// Follows what other processes deliver to the store. A batch becomes visible some time after it was given its time, so each look reaches back some seconds,
/// and what was seen before is known by its id. One for all who follow.
/// </summary>
internal sealed class FeedFollower(IAuditFeed feed, string ownStream, TimeSpan interval, LiveDispatcher dispatcher, TimeProvider time, ILogger logger)
{
    private const int MostListed = 50_000;
    private const int MostRead = 5_000;
    private const int ReadAtOnce = 500;
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromMinutes(10);

    private readonly long _began = time.GetTimestamp();
    private Dictionary<Guid, DateTimeOffset> _known = [];
    private DateTimeOffset? _floor;
    private long? _lastLook;
    private bool _failed;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
                await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody follows any more.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        try
        {
            var window = Overlap + (_lastLook is { } last ? time.GetElapsedTime(last, now) : TimeSpan.Zero);
            var page = await feed.ListAsync(
                new AuditFeedRequest(window < LongestWindow ? window : LongestWindow, _floor, ownStream, MostListed), cancellationToken).ConfigureAwait(false);
            await TakeAsync(page, cancellationToken).ConfigureAwait(false);
            _lastLook = now;
            _failed = false;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Said once: the next look reaches back to the last that went well.
            if (!_failed)
                logger.FeedFailed(failure);
            _failed = true;
        }
    }

    private async Task TakeAsync(AuditFeedPage page, CancellationToken cancellationToken)
    {
        var fresh = FreshOf(page);
        var skipped = Missed(page) + Math.Max(0, fresh.Count - MostRead);
        if (skipped > 0)
            dispatcher.Skip(skipped);

        for (var start = Math.Max(0, fresh.Count - MostRead); start < fresh.Count; start += ReadAtOnce)
        {
            var ids = fresh.GetRange(start, Math.Min(ReadAtOnce, fresh.Count - start));
            var events = (await feed.ReadAsync(ids, cancellationToken).ConfigureAwait(false)).ToDictionary(static stored => stored.Event.Id);
            foreach (var id in ids)
            {
                if (events.TryGetValue(id, out var stored))
                    dispatcher.Offer(stored);
                // Also when the next of them cannot be read: nobody gets an event twice.
                _known[id] = page.Now;
            }
        }

        // Whatever comes into view later is younger than this look's beginning, or was known to it.
        _floor = page.Total > page.Entries.Count && page.Entries is [.., var oldest] ? oldest.IngestedAt.AddMilliseconds(1) : page.Start;
        _known = page.Entries.ToDictionary(static entry => entry.Id, static entry => entry.IngestedAt);
    }

    /// <summary>What came into view since the last look, the oldest first. The first look gives what came since somebody began to follow.</summary>
    private List<Guid> FreshOf(AuditFeedPage page)
    {
        var began = _lastLook is null ? page.Now - time.GetElapsedTime(_began) : DateTimeOffset.MinValue;
        var fresh = new List<Guid>();

        // Those of a batch have one time, and ids in the order in which they happened.
        foreach (var entry in page.Entries.OrderBy(static entry => entry.IngestedAt).ThenBy(static entry => entry.Id))
        {
            if (entry.IngestedAt >= began && !_known.ContainsKey(entry.Id))
                fresh.Add(entry.Id);
        }

        return fresh;
    }

    /// <summary>How many are not even listed, because so many came at once.</summary>
    private long Missed(AuditFeedPage page)
    {
        if (page.Total <= page.Entries.Count || page.Entries is not [.., var oldest])
            return 0;
        var seen = _known.Values.Count(ingestedAt => ingestedAt >= page.Start && ingestedAt < oldest.IngestedAt);
        return Math.Max(0, page.Total - page.Entries.Count - seen);
    }
}
