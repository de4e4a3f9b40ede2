using System.Diagnostics;
using System.Globalization;
using Audit.Testing;

namespace Audit.Tests.Spooling.Faults;

/// <summary>
/// A real audited process whose disk fails when told to: its spool lies on a file system of 8 MB of its own where this machine lets us mount one, by root or in a
/// user's namespace, and its calls of the system fail by a library that is preloaded.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
internal sealed class FaultyProcess : IDisposable
{
    public const int NoSpace = 28;
    public const int InputOutput = 5;
    public const int ReadOnly = 30;

    private static readonly Lazy<string[]?> Mounter = new(FindMounter);

    private readonly string _directory = Directory.CreateTempSubdirectory("audit-faulty-").FullName;
    private Process? _process;

    /// <summary>Whether a file system of its own can be mounted here.</summary>
    public static bool MayMount => Mounter.Value is not null;

    private string Disk => Path.Combine(_directory, "disk");

    private string Spool => Path.Combine(Disk, "spool");

    private string Store => Path.Combine(_directory, "store");

    private string Control => Path.Combine(_directory, "faults");

    private string Syncs => Path.Combine(_directory, "syncs");

    /// <summary>The process's standard error, once it has ended.</summary>
    public string Errors { get; private set; } = "";

    public void Dispose()
    {
        Kill();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Starts the process.</summary>
    /// <param name="isMounted">Whether its disk is a file system of its own.</param>
    /// <param name="isReadOnly">Whether that is read-only.</param>
    /// <param name="options">Options below <c>Audit:Spool</c>, as key=value.</param>
    public void Start(bool isMounted = false, bool isReadOnly = false, params string[] options)
    {
        Directory.CreateDirectory(Disk, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string[] command = ["dotnet", CrashProgram.Path, "serve", Spool, Store, "Rows", .. options];
        if (isMounted)
        {
            var script = $"mount -t tmpfs -o size=8m,mode=0700{(isReadOnly ? ",ro" : "")} tmpfs \"$0\" && exec \"$@\"";
            command = [.. Mounter.Value!, "sh", "-c", script, Disk, .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LD_PRELOAD"] = FaultShim.Path;
        start.Environment["AUDIT_FAULTS_BELOW"] = Disk;
        start.Environment["AUDIT_FAULTS"] = Control;
        start.Environment["AUDIT_FAULTS_LOG"] = Syncs;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Errors += line.Data + "\n";
        _process.BeginErrorReadLine();
    }

    /// <summary>Lets operations fail from now on, or once.</summary>
    public void Fail(string operation, int error, bool once = false)
    {
        File.WriteAllText(Control + ".new", $"{operation} {error}{(once ? " once" : "")}");
        File.Move(Control + ".new", Control, overwrite: true);
    }

    /// <summary>Lets the disk work again.</summary>
    public void Mend() => File.Delete(Control);

    /// <summary>Takes all the space there is on the process's disk.</summary>
    public Task FillAsync() => RunInsideAsync($"head -c 8m /dev/zero > '{Disk}/ballast' 2>/dev/null; true");

    /// <summary>Gives the space back.</summary>
    public Task EmptyAsync() => RunInsideAsync($"rm '{Disk}/ballast'");

    /// <summary>
    /// Makes the process's disk read-only for everything that is not open yet: a read-only mount lies above it then. The system lets nobody take the right to
    /// write from a file that is open.
    /// </summary>
    public Task ForbidWritingAsync() => RunInsideAsync($"mount --bind '{Disk}' '{Disk}' && mount -o remount,bind,ro '{Disk}'");

    /// <summary>Takes that mount away, whether something was opened through it or not.</summary>
    public Task AllowWritingAsync() => RunInsideAsync($"umount -l '{Disk}'");

    /// <summary>Records an event.</summary>
    /// <returns><c>safe</c>, <c>lost</c>, or <c>failed</c> when its recorder got an exception.</returns>
    public Task<string> RecordAsync(long number) => AskAsync($"record {number}");

    public async Task<(long Recorded, long Delivered, long Dropped, long Queued, string Error)> StatisticsAsync()
    {
        var words = (await AskAsync("statistics")).Split(' ');
        var numbers = words[..4].Select(static word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], numbers[1], numbers[2], numbers[3], words[4]);
    }

    /// <summary>Ends the process in good order.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        _process!.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    /// <summary>Delivers what is left, by another process, and reads what the store has.</summary>
    public async Task<IReadOnlyList<long>> DrainAsync()
    {
        using var drain = CrashProgram.Start("drain", Spool, Store, "Rows");
        await drain.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, drain.ExitCode);
        return Stored();
    }

    /// <summary>The numbers of the events in the store.</summary>
    public IReadOnlyList<long> Stored() => [.. StoredRows.Read(Store).Select(static row => row.Number).Where(static number => number > 0)];

    /// <summary>The files that were synced, by their inode, and with which error.</summary>
    public IReadOnlyList<(string File, int Error)> ReadSyncs() =>
        [.. File.ReadAllLines(Syncs).Select(static line => line.Split(' ')).Select(static words => (words[0], int.Parse(words[1], CultureInfo.InvariantCulture)))];

    private async Task<string> AskAsync(string line)
    {
        await _process!.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
            ?? throw new InvalidOperationException($"The process ended: {Errors}");
    }

    /// <summary>In the namespaces of the process: its mounts are seen by nobody else.</summary>
    private async Task RunInsideAsync(string script)
    {
        string[] arguments = ["-t", _process!.Id.ToString(CultureInfo.InvariantCulture), .. Mounter.Value![1].Contains('r', StringComparison.Ordinal) ? ["-U", "--preserve-credentials"] : Array.Empty<string>(), "-m", "sh", "-c", script];
        using var inside = Process.Start("nsenter", arguments);
        await inside.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, inside.ExitCode);
    }

    private static string[]? FindMounter()
    {
        var probe = Directory.CreateTempSubdirectory("audit-mount-").FullName;
        string[][] ways = [["unshare", "-m"], ["unshare", "-rm"]];
        var way = ways.FirstOrDefault(way =>
        {
            try
            {
                using var mount = Process.Start(new ProcessStartInfo(way[0], [way[1], "mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", probe]) { RedirectStandardError = true })!;
                mount.WaitForExit();
                return mount.ExitCode == 0;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return false;
            }
        });
        Directory.Delete(probe);
        return way;
    }
}
