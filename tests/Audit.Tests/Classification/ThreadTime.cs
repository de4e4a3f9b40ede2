using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Audit.Tests.Classification;

/// <summary>
/// The time that this thread has run, so that tests side by side and a busy machine do not count; the time that passed, where the system does not tell.
/// </summary>
internal static class ThreadTime
{
    private const int ClockOfThread = 3;

    public static TimeSpan Now
    {
        get
        {
            if (!OperatingSystem.IsLinux() || GetTime(ClockOfThread, out var time) != 0)
                return Stopwatch.GetElapsedTime(0);
            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
