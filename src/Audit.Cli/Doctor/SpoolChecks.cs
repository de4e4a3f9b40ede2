using System.Diagnostics;
using System.Globalization;
using Audit.Cli.Spooling;
using Audit.Spooling.Files;

namespace Audit.Cli.Doctor;

/// <summary>Whether a directory is fit for a spool, and what lies in it.</summary>
internal sealed class SpoolChecks(string directory, TimeProvider time)
{
    private const long LittleSpace = 1L << 30;
    private const long NoSpace = 64L << 20;

    private static readonly TimeSpan SlowSync = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongAge = TimeSpan.FromMinutes(5);

    /// <summary>File systems that are gone with the machine's memory.</summary>
    private static readonly HashSet<string> Volatile = new(["tmpfs", "ramfs"], StringComparer.OrdinalIgnoreCase);

    /// <summary>File systems whose locks and syncs are another machine's promise.</summary>
    private static readonly HashSet<string> Remote = new(["nfs", "nfs4", "cifs", "smb", "smb2", "smbfs", "9p", "ceph", "glusterfs", "fuse", "fuseblk", "afs", "v9fs", "lustre"], StringComparer.OrdinalIgnoreCase);

    public IEnumerable<Finding> Run()
    {
        if (!Directory.Exists(directory))
        {
            yield return Finding.Error("spool.directory", $"There is no directory {directory}.", "Check Audit:Spool:Directory; the application makes it when it starts, as the user it runs as.");
            yield break;
        }

        yield return CheckOwner();
        foreach (var finding in CheckDisk())
            yield return finding;
        yield return CheckSync();
        foreach (var finding in CheckInstances())
            yield return finding;
    }

    private Finding CheckOwner()
    {
        try
        {
            SpoolFiles.CheckDirectory(directory);
            return Finding.Ok("spool.owner", $"{directory} is for {Environment.UserName} alone.");
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            return Finding.Error("spool.owner", failure.Message, "Run the application and this command as one user, and let the directory be that user's alone: chown USER, chmod 0700.");
        }
    }

    private IEnumerable<Finding> CheckDisk()
    {
        var drive = new DriveInfo(directory);
        var free = drive.AvailableFreeSpace;
        var text = string.Create(CultureInfo.InvariantCulture, $"{free / (1024d * 1024 * 1024):F1} GiB are free where the spool lies.");
        const string Room = "Make room, or move the spool to a disk with room for what is recorded while the store is away: about 0.5 GiB for a minute at 20,000 events/s.";
        yield return free < NoSpace ? Finding.Error("spool.space", text, Room) : free < LittleSpace ? Finding.Warning("spool.space", text, Room) : Finding.Ok("spool.space", text);

        var format = drive.DriveFormat;
        yield return format switch
        {
            _ when Volatile.Contains(format) => Finding.Warning("spool.filesystem", $"{directory} is on {format}, which is memory.", "What lies there is gone when the machine starts anew. Move the spool to a disk."),
            _ when Remote.Contains(format) => Finding.Warning("spool.filesystem", $"{directory} is on {format}, over a network or through another program.", "Neither locks nor syncs can be relied upon there. Move the spool to a local disk."),
            "overlay" or "overlayfs" => Finding.Warning("spool.filesystem", $"{directory} is on the layer of a container ({format}).", "What lies there is gone with the container. Mount a volume at Audit:Spool:Directory."),
            _ => Finding.Ok("spool.filesystem", $"{directory} is on {format}."),
        };
    }

    /// <summary>Writes a small file, makes it durable and deletes it.</summary>
    private Finding CheckSync()
    {
        var files = new SpoolFiles();
        var path = Path.Combine(directory, $"doctor-{Path.GetRandomFileName()}.tmp");
        try
        {
            var since = Stopwatch.GetTimestamp();
            using (var file = files.Create(path))
            {
                file.Write(new byte[512], 0);
                file.Sync();
            }

            files.Delete(path);
            files.SyncDirectory(directory);
            var took = Stopwatch.GetElapsedTime(since);
            var text = string.Create(CultureInfo.InvariantCulture, $"Writing a file and making it durable took {took.TotalMilliseconds:F1} ms.");
            return took < SlowSync
                ? Finding.Ok("spool.sync", text)
                : Finding.Warning("spool.sync", text, "What is destructive waits for that before it runs. Use a faster disk, or one with less to do.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Finding.Error("spool.sync", $"A file could not be written and made durable: {failure.Message}", "Events are lost or operations refused while that is so (Audit:Spool:WhenUnavailable). Mend the disk, or move the spool.");
        }
    }

    private IEnumerable<Finding> CheckInstances()
    {
        var report = SpoolReport.Of(directory, SpoolCommand.Survey(directory));
        var held = report.Held().ToArray();
        yield return report.Events > 0
            ? Finding.Warning(
                "spool.left",
                string.Create(CultureInfo.InvariantCulture, $"{report.Events:N0} events of processes that are gone are not delivered{AgeOf(report.Instances.Except(held))}."),
                "A running process of the application takes them over within seconds: start it, or deliver them by audit spool drain.")
            : Finding.Ok("spool.left", "Nothing is left of processes that are gone.");

        var waiting = held.Sum(static instance => instance.Events);
        var text = string.Create(CultureInfo.InvariantCulture, $"{held.Length} running processes hold {waiting:N0} events that are not known to be delivered{AgeOf(held)}.");
        yield return held.Any(instance => time.GetUtcNow() - instance.OldestAt > LongAge)
            ? Finding.Warning("spool.running", text, "The store is away, slow or refuses what it gets: see its checks, and the log of the application.")
            : Finding.Ok("spool.running", text);

        foreach (var problem in report.Instances.SelectMany(static instance => instance.Problems()))
            yield return Finding.Error("spool.damage", problem, "What can be read is delivered. Check the disk, and who may write into the directory.");
    }

    private string AgeOf(IEnumerable<InstanceReport> instances) => instances.Min(static instance => instance.OldestAt) is { } oldest
        ? string.Create(CultureInfo.InvariantCulture, $", the oldest for {(time.GetUtcNow() - oldest).TotalMinutes:F1} minutes")
        : "";
}
