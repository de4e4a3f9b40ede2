namespace Audit.Spooling.Files;

/// <summary>
/// Every operation of the spool on files. The one seam behind which tests cut the power, fill the disk and let writes fail. All of them throw
/// <see cref="IOException"/> (or <see cref="UnauthorizedAccessException"/>) when they fail; none of them hides it.
/// </summary>
internal interface ISpoolFiles
{
    /// <summary>Creates a file that is not there yet, for its owner only.</summary>
    ISpoolFile Create(string path);

    /// <summary>Opens a file that is there.</summary>
    ISpoolFile Open(string path);

    /// <summary>Whether there is a file or a directory.</summary>
    bool Exists(string path);

    /// <summary>Gives a file another name in the same directory; what had that name is gone.</summary>
    void Rename(string path, string newPath);

    void Delete(string path);

    /// <summary>The names of the files in a directory.</summary>
    IReadOnlyList<string> FilesOf(string directory);

    /// <summary>The names of the directories in a directory.</summary>
    IReadOnlyList<string> DirectoriesOf(string directory);

    /// <summary>Creates a directory, and those above it, for their owner only; checks it when it is there.</summary>
    void CreateDirectory(string path);

    /// <summary>Deletes an empty directory.</summary>
    void DeleteDirectory(string path);

    /// <summary>What the disk under a directory writes as one, in bytes; the most any disk does when that is not known.</summary>
    int SectorSizeOf(string directory);

    /// <summary>Makes names in a directory durable: files created, renamed or deleted before.</summary>
    void SyncDirectory(string path);

    /// <summary>Holds a lock until it is disposed, or the process is gone.</summary>
    /// <returns><see langword="null"/> when another holds it.</returns>
    IDisposable? TryLock(string path);
}
