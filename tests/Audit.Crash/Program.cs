using System.Globalization;
using Audit.Context;
using Audit.Crash;
using Audit.Events;
using Audit.Hosting;
using Audit.Spooling.Configuration;
using Audit.Storage;
using Microsoft.Extensions.DependencyInjection;

// record <spool> <store> <first number>: records events with ascending numbers and writes each number once its event is acknowledged, until it is killed.
// drain <spool> <store>:                 delivers what others left, and ends when nothing is left.
var (mode, spool, storePath) = (args[0], args[1], args[2]);
using var store = new FileStore(storePath, failsAtTimes: mode == "record");
var services = new ServiceCollection();
services.AddSingleton<IAuditStore>(store);
services.AddAudit(options =>
{
    options.Application = "crash";
    options.Spool.Directory = spool;
    options.Spool.SegmentBytes = 256 * 1024;
    options.Spool.MaxBytes = 64 * 1024 * 1024;
    options.Spool.Retention = TimeSpan.Zero;
    options.Spool.Acknowledge.Writes = AcknowledgementLevel.Process;
    options.Batch.MaxBytes = 64 * 1024;
    options.Batch.FlushInterval = TimeSpan.FromMilliseconds(10);
    options.Delivery.FirstDelay = TimeSpan.FromMilliseconds(1);
    options.Delivery.LongestDelay = TimeSpan.FromMilliseconds(20);
    options.Delivery.FirstBreak = options.Delivery.LongestBreak = TimeSpan.FromMilliseconds(500);
});
await using var provider = services.BuildServiceProvider();
var pipeline = provider.GetRequiredService<IAuditPipeline>();
pipeline.Start();
var log = provider.GetRequiredService<IAuditLog>();
if (mode == "drain")
{
    while (Directory.EnumerateDirectories(spool).Count() > 1)
    {
        await log.RecordAsync(EventOf(0));
        await log.FlushAsync();
    }

    await pipeline.StopAsync();
    return;
}

var number = long.Parse(args[3], CultureInfo.InvariantCulture);
var output = TextWriter.Synchronized(Console.Out);
await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
{
    while (true)
    {
        var next = Interlocked.Increment(ref number);
        if (await log.RecordAsync(EventOf(next)))
            output.WriteLine(next);
    }
})));

static AuditEvent EventOf(long number) => new(1_700_000_000_000_000 + number, AuditContext.Background)
{
    Category = EventCategory.Database,
    Action = "db.update",
    RowsAffected = number,
    ErrorMessage = new string('x', (int)(number % 300)),
};
