using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Audit.Spooling.Files;

/// <summary>Whether a file belongs to another user than the one this process runs as. .NET tells no owners.</summary>
internal static partial class FileOwner
{
    private const int CurrentDirectory = -100;
    private const int DoNotFollow = 0x100;
    private const uint OwnerField = 0x8;
    private const int OwnerOffset = 20;
    private const int StatusSize = 256;

    /// <summary>Known on Linux, where <c>statx</c> has one layout on every processor; elsewhere the mode of the directory has to suffice.</summary>
    public static bool IsForeign(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;

        Span<byte> status = stackalloc byte[StatusSize];
        status.Clear();
        if (Status(CurrentDirectory, path, DoNotFollow, OwnerField, ref MemoryMarshal.GetReference(status)) < 0)
            throw FileSync.Failure("statx", Marshal.GetLastPInvokeError());
        return BinaryPrimitives.ReadUInt32LittleEndian(status[OwnerOffset..]) != EffectiveUser();
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int directory, string path, int flags, uint fields, ref byte status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
