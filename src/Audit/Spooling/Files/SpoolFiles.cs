namespace Audit.Spooling.Files;

/// <summary>The files of the operating system.</summary>
internal sealed class SpoolFiles : ISpoolFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

    public ISpoolFile Create(string path) => new SpoolFile(OpenStream(path, FileMode.CreateNew, FileShare.ReadWrite | FileShare.Delete));

    public ISpoolFile Open(string path) => new SpoolFile(OpenStream(path, FileMode.Open, FileShare.ReadWrite | FileShare.Delete));

    public bool Exists(string path) => Path.Exists(path);

    public void Rename(string path, string newPath) => File.Move(path, newPath, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public IReadOnlyList<string> FilesOf(string directory) => [.. Directory.EnumerateFiles(directory).Select(static path => Path.GetFileName(path))];

    public IReadOnlyList<string> DirectoriesOf(string directory) => [.. Directory.EnumerateDirectories(directory).Select(static path => Path.GetFileName(path))];

    public void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (!Directory.Exists(path))
            Directory.CreateDirectory(path, OwnerOnlyDirectory);
        CheckDirectory(path);
    }

    public void DeleteDirectory(string path) => Directory.Delete(path);

    public int SectorSizeOf(string directory) => DiskSector.SizeOf(directory);

    public void SyncDirectory(string path) => DirectorySync.Sync(path);

    public IDisposable? TryLock(string path)
    {
        try
        {
            return OpenStream(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <summary>Who may write into the directory decides what the log says; who may read it reads the log.</summary>
    /// <exception cref="UnauthorizedAccessException">It is not the user's own, or open to others.</exception>
    internal static void CheckDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        if (new DirectoryInfo(path).LinkTarget is not null)
            throw new UnauthorizedAccessException($"The spool's directory {path} is a symbolic link.");
        if (FileStatus.IsForeign(path))
            throw new UnauthorizedAccessException($"The spool's directory {path} belongs to another user.");
        var mode = File.GetUnixFileMode(path);
        if ((mode & ~OwnerOnlyDirectory) != 0)
            throw new UnauthorizedAccessException($"The spool's directory {path} is open to others than its owner ({mode}). Allowed: 0700.");
    }

    private static FileStream OpenStream(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode is not FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }
}
