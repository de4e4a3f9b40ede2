using System.Globalization;

namespace Audit.Spooling.Files;

/// <summary>What the disk below a directory writes as one.</summary>
internal static class DiskSector
{
    /// <summary>The most any disk does: what is aligned to it is aligned to less, too.</summary>
    public const int Largest = 4096;

    private const int Smallest = 512;

    /// <summary>Asks Linux; what has no disk of its own there, like file systems in memory or over several disks, and other systems count as unknown.</summary>
    /// <param name="directory">A directory that is there, or is going to be.</param>
    /// <param name="devices">Where Linux shows its block devices.</param>
    public static int SizeOf(string directory, string devices = "/sys/dev/block")
    {
        if (!OperatingSystem.IsLinux())
            return Largest;

        while (!Path.Exists(directory) && Path.GetDirectoryName(directory) is { Length: > 0 } parent)
            directory = parent;
        var (major, minor) = FileStatus.DeviceOf(directory);
        var device = Path.Combine(devices, string.Create(CultureInfo.InvariantCulture, $"{major}:{minor}"));
        try
        {
            // A partition has no queue; its disk, in whose directory it stands, has.
            var queue = Directory.ResolveLinkTarget(device, returnFinalTarget: true)?.FullName ?? device;
            return ReadSize(queue) ?? ReadSize(Path.GetDirectoryName(queue)!) ?? Largest;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Largest;
        }
    }

    private static int? ReadSize(string device)
    {
        var path = Path.Combine(device, "queue", "logical_block_size");
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var size)
            ? size <= Smallest ? Smallest : Largest
            : null;
    }
}
