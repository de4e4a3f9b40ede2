using System.Runtime.InteropServices;

namespace Audit.Benchmarks.Measuring;

/// <summary>
/// What the current thread has cost so far. Unlike the wall clock it does not count what other threads and processes do meanwhile,
/// so a consumer on another core and a busy machine do not show.
/// </summary>
internal static partial class ThreadClock
{
    // From time.h of Linux.
    private const int ThreadCpuTime = 3;

    /// <summary>CPU time of this thread in nanoseconds.</summary>
    public static long Nanoseconds
    {
        get
        {
            if (GetTime(ThreadCpuTime, out var time) != 0)
                throw new PlatformNotSupportedException($"clock_gettime failed: {Marshal.GetLastPInvokeErrorMessage()}");
            return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
