using System.Runtime.InteropServices;

namespace Audit.Spooling.Files;

/// <summary>Makes the names in a directory durable. .NET opens no directories, so the system is called itself.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;
    private const int PermissionDenied = 13;

    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    public static void Sync(string path)
    {
        // NTFS keeps its names in a journal, and offers no call for it.
        if (OperatingSystem.IsWindows())
            return;

        var directory = Open(path, ReadOnly | CloseOnExec);
        if (directory < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw error == PermissionDenied
                ? new UnauthorizedAccessException($"The directory {path} may not be opened.")
                : FileSync.Failure("open", error);
        }

        try
        {
            if (FullSync(directory) < 0)
                throw FileSync.Failure("fsync", Marshal.GetLastPInvokeError());
        }
        finally
        {
            _ = Close(directory);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FullSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
