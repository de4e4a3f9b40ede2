using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Audit.Spooling.Files;

/// <summary>What Linux knows of a file and .NET does not tell. <c>statx</c> has one layout on every processor.</summary>
internal static partial class FileStatus
{
    private const int CurrentDirectory = -100;
    private const int DoNotFollow = 0x100;
    private const uint OwnerField = 0x8;
    private const int OwnerOffset = 20;
    private const int DeviceOffset = 136;
    private const int StatusSize = 256;

    /// <summary>Whether a file belongs to another user than the one this process runs as. Elsewhere than on Linux, the mode of the directory has to suffice.</summary>
    public static bool IsForeign(string path)
    {
        if (!OperatingSystem.IsLinux())
            return false;

        Span<byte> status = stackalloc byte[StatusSize];
        Read(path, status);
        return BinaryPrimitives.ReadUInt32LittleEndian(status[OwnerOffset..]) != EffectiveUser();
    }

    /// <summary>The device that a file is on, on Linux.</summary>
    public static (uint Major, uint Minor) DeviceOf(string path)
    {
        Span<byte> status = stackalloc byte[StatusSize];
        Read(path, status);
        return (BinaryPrimitives.ReadUInt32LittleEndian(status[DeviceOffset..]), BinaryPrimitives.ReadUInt32LittleEndian(status[(DeviceOffset + sizeof(uint))..]));
    }

    private static void Read(string path, Span<byte> status)
    {
        status.Clear();
        if (Status(CurrentDirectory, path, DoNotFollow, OwnerField, ref MemoryMarshal.GetReference(status)) < 0)
            throw FileSync.Failure("statx", Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int directory, string path, int flags, uint fields, ref byte status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
