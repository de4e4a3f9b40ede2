using System.Globalization;
using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Spooling;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Crash;

/// <summary>Does what the lines of its input say, and answers each with a line.</summary>
internal static class Serving
{
    public static async Task RunAsync(IServiceProvider services)
    {
        var log = services.GetRequiredService<IAuditLog>();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            Console.WriteLine(words[0] switch
            {
                "record" => await RecordAsync(log, long.Parse(words[1], CultureInfo.InvariantCulture)),
                "statistics" => Describe(services.GetRequiredService<IAuditPipeline>(), services.GetRequiredService<SpoolState>()),
                _ => throw new ArgumentException(line),
            });
        }
    }

    private static async Task<string> RecordAsync(IAuditLog log, long number)
    {
        try
        {
            return await log.RecordAsync(Events.Of(number)) ? "safe" : "lost";
        }
        catch (AuditLossException)
        {
            return "failed";
        }
    }

    private static string Describe(IAuditPipeline pipeline, SpoolState spool)
    {
        var statistics = pipeline.Statistics;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{statistics.Recorded} {statistics.Delivered} {statistics.Dropped} {statistics.Queued} {(spool.IsMissing ? "missing" : spool.LastError ?? "none")}");
    }
}
