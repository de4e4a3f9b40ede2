using System.Runtime.InteropServices;

namespace Audit.Benchmarks.Reporting;

/// <summary>Where a benchmark ran: figures mean nothing without.</summary>
internal static class Machine
{
    public static string Description
    {
        get
        {
            var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
            return $"{Processor}, {Environment.ProcessorCount} cores, load {load}; {RuntimeInformation.OSDescription.Split('#')[0].Trim()}; "
                + $"{RuntimeInformation.FrameworkDescription}, {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC";
        }
    }

    private static string Processor
    {
        get
        {
            const string cpuInfo = "/proc/cpuinfo";
            var line = File.Exists(cpuInfo)
                ? File.ReadLines(cpuInfo).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))
                : null;
            return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
    }
}
