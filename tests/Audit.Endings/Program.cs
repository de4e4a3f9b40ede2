using System.Globalization;
using Audit.Context;
using Audit.Endings;
using Audit.Events;
using Audit.Hosting;
using Audit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// <spool> <store> <count> <end>: records events, and ends.
// store: "down" fails, "hangs" never answers.
// end:   "return"    from the main method, with nothing disposed and no pipeline started
//        "exit"      by Environment.Exit, deep in the program
//        "throw"     by an exception that nobody catches, on another thread
//        "failfast"  by Environment.FailFast
//        "wait"      says "recorded" and waits for a signal, without a host
//        "idle"      the same, and no pipeline was started
//        "host"      the same, as a host
var (spool, store, count, end) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args[3]);
if (end == "host")
{
    var builder = Host.CreateApplicationBuilder();
    Add(builder.Services);
    using var host = builder.Build();
    await host.StartAsync();
    await RecordAsync(host.Services);
    Console.WriteLine("recorded");
    await host.WaitForShutdownAsync();
    return 0;
}

var services = new ServiceCollection();
Add(services);
var provider = services.BuildServiceProvider();
if (end is "wait" or "failfast")
    provider.GetRequiredService<IAuditPipeline>().Start();
await RecordAsync(provider);
switch (end)
{
    case "return":
        return 7;
    case "exit":
        await Task.Run(static () => Environment.Exit(7));
        return 0;
    case "throw":
        new Thread(static () => throw new InvalidOperationException("nobody catches this")).Start();
        await Task.Delay(Timeout.Infinite);
        return 0;
    case "failfast":
        Environment.FailFast("this process ends itself");
        return 0;
    default:
        Console.WriteLine("recorded");
        await Task.Delay(Timeout.Infinite);
        return 0;
}

void Add(IServiceCollection services)
{
    services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMinutes(2));
    services.AddSingleton<IAuditStore>(new AbsentStore(hangs: store == "hangs"));
    services.AddAudit(options =>
    {
        options.Application = "endings";
        options.Spool.Directory = spool;
        options.Spool.SegmentBytes = 1024 * 1024;
        // Long for a store that is down, since nothing of it may be waited for.
        options.Spool.DrainTimeout = store == "hangs" ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(2);
        options.Delivery.LongestBreak = options.Delivery.FirstBreak = TimeSpan.FromSeconds(1);
    });
}

// Half of them wait for nothing: they are in memory only when the end comes.
async Task RecordAsync(IServiceProvider from)
{
    var log = from.GetRequiredService<IAuditLog>();
    for (var number = 1; number <= count; number++)
    {
        if (number % 2 == 0)
            await log.RecordAsync(EventOf(number));
        else
            log.Record(EventOf(number));
    }
}

static AuditEvent EventOf(int number) => new(AuditEvent.UnixMicroseconds(TimeProvider.System.GetUtcNow()), AuditContext.Background)
{
    Category = EventCategory.Database,
    Action = "db.update",
    RowsAffected = number,
};
