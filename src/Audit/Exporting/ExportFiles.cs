using Audit.Events;
using Audit.Hosting;
using Audit.Spooling.Files;
using Microsoft.Extensions.Options;

namespace Audit.Exporting;

/// <summary>The files of exports, in a directory that only its owner can read. A file gets its name when it is complete.</summary>
internal sealed class ExportFiles(IOptions<AuditOptions> options, ProcessRun run, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;
    private const string Partial = ".partial";
    private const int IdLength = 36;

    private readonly string _directory = Path.GetFullPath(
        options.Value.Exports.Directory is { Length: > 0 } directory ? directory : StatePath.Of("audit-exports", run.Origin.Application));

    /// <summary>The name's extension, by which programs know the format.</summary>
    public static string ExtensionOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => ".csv",
        ExportFormat.Parquet => ".parquet",
        _ => ".ndjson",
    };

    /// <summary>Begins a file; others that were begun for the export are removed.</summary>
    public FileStream Create(ExportJob job)
    {
        CreateDirectory();
        foreach (var file in Names())
        {
            if (IdOf(file) == job.Id)
                Delete(file);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(Path.Combine(_directory, $"{job.Id}.{AuditId.Create(AuditEvent.UnixMicroseconds(time.GetUtcNow())):N}{Partial}"), options);
    }

    /// <summary>Gives a complete file its name, safe from a power cut.</summary>
    public void Publish(FileStream file, ExportJob job, string sha256)
    {
        FileSync.Sync(file.SafeFileHandle);
        File.Move(file.Name, PathOf(job, sha256), overwrite: true);
        DirectorySync.Sync(_directory);
    }

    public bool Exists(ExportJob job) => job.Sha256 is { } sha256 && File.Exists(PathOf(job, sha256));

    /// <summary>Opens a complete file; <see langword="null"/> when it is not here.</summary>
    public FileStream? Open(ExportJob job)
    {
        try
        {
            return job.Sha256 is { } sha256
                ? new FileStream(PathOf(job, sha256), new FileStreamOptions { Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous | FileOptions.SequentialScan })
                : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The names of all files here; files that are none of exports are left alone.</summary>
    public IReadOnlyList<string> Names() =>
        Directory.Exists(_directory)
            ? [.. Directory.EnumerateFiles(_directory).Select(static path => Path.GetFileName(path)).Where(static name => IdOf(name) is not null)]
            : [];

    /// <summary>The export that a file belongs to.</summary>
    public static Guid? IdOf(string name) =>
        name.Length > IdLength && name[IdLength] == '.' && Guid.TryParseExact(name.AsSpan(0, IdLength), "D", out var id) ? id : null;

    public static bool IsPartial(string name) => name.EndsWith(Partial, StringComparison.Ordinal);

    public void Delete(string name) => File.Delete(Path.Combine(_directory, name));

    public static void Delete(FileStream file) => File.Delete(file.Name);

    /// <summary>The hash is part of the name: whoever writes the export as well, on another instance, does not get in the way.</summary>
    private string PathOf(ExportJob job, string sha256) => Path.Combine(_directory, $"{job.Id}.{sha256[..16]}{ExtensionOf(job.Selection.Format)}");

    /// <summary>Who may read the directory reads the log.</summary>
    private void CreateDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_directory);
            return;
        }

        if (!Directory.Exists(_directory))
            Directory.CreateDirectory(_directory, OwnerOnlyDirectory);
        if (new DirectoryInfo(_directory).LinkTarget is not null || FileStatus.IsForeign(_directory))
            throw new UnauthorizedAccessException($"The directory {_directory} of audit exports is a symbolic link, or belongs to another user.");
        if ((File.GetUnixFileMode(_directory) & ~OwnerOnlyDirectory) != 0)
            throw new UnauthorizedAccessException($"The directory {_directory} of audit exports is open to others than its owner. Allowed: 0700.");
    }
}
