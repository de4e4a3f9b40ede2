using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Audit.Spooling.Files;

/// <summary>
/// Makes a file's data durable, and tells when that failed. .NET's own <see cref="RandomAccess.FlushToDisk"/> returns as if nothing were when the system
/// reports an I/O error or a full disk, on Linux at least; so the system is called itself.
/// </summary>
internal static partial class FileSync
{
    private const int Interrupted = 4;

    /// <summary>On macOS, <c>fsync</c> stops at the cache of the drive; this goes through.</summary>
    private const int FullSync = 51;

    public static void Sync(SafeFileHandle handle)
    {
        if (OperatingSystem.IsWindows())
        {
            // FlushFileBuffers, whose errors do come through.
            RandomAccess.FlushToDisk(handle);
            return;
        }

        while ((OperatingSystem.IsMacOS() ? FileControl(handle, FullSync, 0) : DataSync(handle)) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                throw Failure("fdatasync", error);
        }
    }

    public static IOException Failure(string call, int error) =>
        new($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)} ({error}).", new Win32Exception(error));

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(SafeFileHandle file, int command, nint argument);
}
