using Audit.Context;
using Audit.Querying;

namespace Audit.GraphQL.Statistics;

/// <summary>Figures that all who see the same of the log share. Thread-safe.</summary>
internal sealed class SharedFigures(AuditReadScope sight, TimeProvider time)
{
    /// <summary>Younger figures are not asked for again.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(2);

    /// <summary>The store is busy with these figures for a tenth of its time at the most.</summary>
    private const int LifePerCost = 10;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Task<LogFigures>? _current;
    private long _asked;
    private TimeSpan _life;

    /// <summary>The figures of now, or of a moment ago.</summary>
    public Task<LogFigures> Get(IAuditReader reader)
    {
        lock (_lock)
        {
            if (_current is null || (_current.IsCompleted && time.GetElapsedTime(_asked) >= _life))
            {
                (_asked, _life) = (time.GetTimestamp(), ShortestLife);
                _current = AskAsync(reader);
            }

            return _current;
        }
    }

    private async Task<LogFigures> AskAsync(IAuditReader reader)
    {
        // Out of the lock, and for all who wait: whoever came first may go away.
        await Task.Yield();
        using var unrecorded = AuditContext.Suppress();
        var began = time.GetTimestamp();
        var minute = reader.CountAsync(sight.Narrow(new AuditFilter { Last = Minute }), CancellationToken.None).AsTask();
        var hour = reader.AggregateAsync(
            new AggregateQuery { Filter = sight.Narrow(new AuditFilter { Last = Hour }), Metrics = [Metric.Destructive, Metric.Failures] }, CancellationToken.None).AsTask();
        await Task.WhenAll(minute, hour).ConfigureAwait(false);
        var cost = time.GetElapsedTime(began) * LifePerCost;
        lock (_lock)
            _life = cost > ShortestLife ? cost : ShortestLife;

        // Without any event there may be no group.
        var perSecond = await minute.ConfigureAwait(false) / Minute.TotalSeconds;
        return (await hour.ConfigureAwait(false)).Rows is [{ Metrics: [var destructive, var failures] }, ..]
            ? new LogFigures(perSecond, (long)(destructive ?? 0), (long)(failures ?? 0))
            : new LogFigures(perSecond, 0, 0);
    }
}
