using Audit.Benchmarks.Measuring;
using Audit.Buffering;
using Audit.Encoding;
using Audit.Events;
using Audit.Retention;
using Audit.Sealing;
using Audit.Spooling.Configuration;
using Audit.Spooling.Writing;

namespace Audit.Benchmarks.Spooling;

/// <summary>How many events per second get through, nobody waiting for any of them, and what they cost all threads together.</summary>
/// <param name="PerSecond">Events per second, until the last is durable.</param>
/// <param name="Microseconds">CPU time of the process per event.</param>
internal readonly record struct Flow(double PerSecond, double Microseconds)
{
    /// <summary>From <c>Record</c>, by one thread, to the disk: sealed on the way, and read again by the sender, whose store costs nothing.</summary>
    public static async Task<Flow> RecordedAsync(string directory, int events, int rounds, CancellationToken cancellationToken)
    {
        await using var host = new SpoolHost(directory, AcknowledgementLevel.Disk);
        var flows = new List<Flow>();
        for (var round = 0; round <= rounds; round++)
        {
            var created = host.Create(events);
            var flow = await MeasureAsync(events, async () =>
            {
                for (var i = 0; i < created.Length - 1; i++)
                {
                    if (!host.Log.Record(created[i]))
                        throw new InvalidOperationException("An event was dropped.");
                }

                // What comes before is durable when the last is.
                await host.Log.RecordAsync(created[^1], cancellationToken);
            });
            await host.Log.FlushAsync(cancellationToken);
            if (round > 0)
                flows.Add(flow);
        }

        return Median(flows);
    }

    /// <summary>The spool alone: rows that are sealed already, handed over as the consumer does, until the last is durable.</summary>
    public static async Task<Flow> SealedAsync(string directory, int events, int rounds)
    {
        await using var host = new SpoolHost(directory, AcknowledgementLevel.Disk);
        var flows = new List<Flow>();
        var sequence = 0UL;
        for (var round = 0; round <= rounds; round++)
        {
            var batches = Seal(host.Create(events), ref sequence);
            var last = new Acknowledgement(host.Create(1)[0], onDisk: true);
            var delivered = new FlushMarker();
            batches[^1].Add(last);
            batches[^1].Flushes.Add(delivered);
            var flow = await MeasureAsync(events, async () =>
            {
                foreach (var batch in batches)
                    host.Writing.Exchange(batch, CancellationToken.None);
                await last.Completion;
            });
            await delivered.Completion;
            if (round > 0)
                flows.Add(flow);
        }

        return Median(flows);
    }

    private static List<IntakeBatch> Seal(IEnumerable<AuditEvent> events, ref ulong sequence)
    {
        const int RowsOfBatch = 2_000;
        var encoder = new RowEncoder(new AuditOrigin("shop", "Production", "bench"));
        var retention = new RetentionPolicy(new AuditRetentionOptions());
        var batches = new List<IntakeBatch>();
        foreach (var some in events.Chunk(RowsOfBatch))
        {
            var batch = new IntakeBatch();
            foreach (var auditEvent in some)
                batch.Rows.Add(auditEvent, retention.ClassOf(auditEvent, out _), ++sequence, encoder);
            batches.Add(batch);
        }

        return batches;
    }

    private static async Task<Flow> MeasureAsync(int events, Func<Task> work)
    {
        GC.Collect();
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Wall.Start();
        await work();
        return new Flow(events / clock.Seconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / events);
    }

    private static Flow Median(List<Flow> flows) => new(
        Wall.Percentile(flows.Select(static flow => flow.PerSecond), 0.5),
        Wall.Percentile(flows.Select(static flow => flow.Microseconds), 0.5));
}
