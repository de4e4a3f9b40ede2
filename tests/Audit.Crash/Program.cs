using System.Globalization;
using Audit.Crash;
using Audit.Events;
using Audit.Hosting;
using Audit.Spooling.Configuration;
using Audit.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// record <spool> <store> <first number>: records events with ascending numbers and writes each number once its event is acknowledged, until it is killed.
// drain <spool> <store>:                 delivers what others left, and ends when nothing is left.
// serve <spool> <store> [key=value ...]: does what its input says; the pairs are options below Audit:Spool.
// outage <spool> <seconds> <rate>:       records that many events per second while the store is down, then delivers them.
var (mode, spool) = (args[0], args[1]);
if (mode == "outage")
{
    var outage = new OutageStore();
    await using var steady = Build(outage, options => options.Batch.FlushInterval = TimeSpan.FromMilliseconds(100));
    steady.GetRequiredService<IAuditPipeline>().Start();
    await Outage.RunAsync(steady, outage, TimeSpan.FromSeconds(int.Parse(args[2], CultureInfo.InvariantCulture)), int.Parse(args[3], CultureInfo.InvariantCulture));
    return;
}

using var store = new FileStore(args[2], failsAtTimes: mode == "record");
await using var provider = Build(store, options =>
{
    options.Spool.SegmentBytes = 256 * 1024;
    options.Spool.MaxBytes = 64 * 1024 * 1024;
    options.Batch.MaxBytes = 64 * 1024;
    options.Batch.FlushInterval = TimeSpan.FromMilliseconds(10);
    new ConfigurationBuilder().AddInMemoryCollection(mode == "serve" ? args.Skip(3).Select(Pair) : []).Build().Bind(options.Spool);
});
var pipeline = provider.GetRequiredService<IAuditPipeline>();
pipeline.Start();
var log = provider.GetRequiredService<IAuditLog>();
if (mode == "serve")
{
    await Serving.RunAsync(provider);
    await pipeline.StopAsync();
    return;
}

if (mode == "drain")
{
    while (Directory.EnumerateDirectories(spool).Count() > 1)
    {
        await log.RecordAsync(Events.Of(0));
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
        if (await log.RecordAsync(Events.Of(next)))
            output.WriteLine(next);
    }
})));

ServiceProvider Build(IAuditStore target, Action<AuditOptions> configure)
{
    var services = new ServiceCollection();
    services.AddSingleton(target);
    services.AddAudit(options =>
    {
        options.Application = "crash";
        options.Spool.Directory = spool;
        options.Spool.Retention = TimeSpan.Zero;
        options.Spool.Acknowledge.Writes = AcknowledgementLevel.Process;
        options.Delivery.FirstDelay = TimeSpan.FromMilliseconds(1);
        options.Delivery.LongestDelay = TimeSpan.FromMilliseconds(20);
        options.Delivery.FirstBreak = options.Delivery.LongestBreak = TimeSpan.FromMilliseconds(500);
        configure(options);
    });
    return services.BuildServiceProvider();
}

static KeyValuePair<string, string?> Pair(string argument) => new(argument.Split('=')[0], argument.Split('=')[1]);
