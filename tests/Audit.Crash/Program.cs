using System.Globalization;
using Audit.Crash;
using Audit.Events;
using Audit.Hosting;
using Audit.Spooling.Configuration;
using Audit.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// record <spool> <store> <memory> <first number>: records events with ascending numbers and writes each number once its event is acknowledged, until it is killed.
// drain <spool> <store> <memory>:                 delivers what others left; fails when something is left that it does not deliver.
// serve <spool> <store> <memory> [key=value ...]: does what its input says; the pairs are options below Audit:Spool.
// outage <spool> <seconds> <rate>:                records that many events per second while the store is down, then delivers them.
var (mode, spool) = (args[0], args[1]);
if (mode == "outage")
{
    var outage = new OutageStore();
    await using var steady = Build(outage, options => options.Batch.FlushInterval = TimeSpan.FromMilliseconds(100));
    steady.GetRequiredService<IAuditPipeline>().Start();
    await Outage.RunAsync(steady, outage, TimeSpan.FromSeconds(int.Parse(args[2], CultureInfo.InvariantCulture)), int.Parse(args[3], CultureInfo.InvariantCulture));
    return 0;
}

using var store = new FileStore(args[2], Enum.Parse<FileStoreMemory>(args[3]), failsAtTimes: mode == "record");
await using var provider = Build(store, options =>
{
    options.Spool.SegmentBytes = 256 * 1024;
    options.Spool.MaxBytes = 64 * 1024 * 1024;
    // So large that it is the time that ends a batch: what is sent then, nobody makes again by chance.
    options.Batch.MaxBytes = 1024 * 1024;
    options.Batch.FlushInterval = TimeSpan.FromMilliseconds(10);
    new ConfigurationBuilder().AddInMemoryCollection(mode == "serve" ? args.Skip(4).Select(Pair) : []).Build().Bind(options.Spool);
});
var pipeline = provider.GetRequiredService<IAuditPipeline>();
pipeline.Start();
var log = provider.GetRequiredService<IAuditLog>();
if (mode == "serve")
{
    await Serving.RunAsync(provider);
    await pipeline.StopAsync();
    return 0;
}

if (mode == "drain")
{
    // What others left goes in turn with what is recorded here.
    const int Turns = 1000;
    for (var turn = 0; turn < Turns && Directory.EnumerateDirectories(spool).Count() > 1; turn++)
    {
        await log.RecordAsync(Events.Of(0));
        await log.FlushAsync();
    }

    await pipeline.StopAsync();
    return Directory.EnumerateDirectories(spool).Any() ? 1 : 0;
}

var number = long.Parse(args[4], CultureInfo.InvariantCulture);
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
return 0;

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
