using System.Globalization;

namespace Audit.Storage.ClickHouse.Embedded.Engine;

/// <summary>Keeps a second process away from a storage directory, and tells it who holds it.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or throws when another process holds it.</summary>
    /// <exception cref="InvalidOperationException">The directory is in use.</exception>
    internal static DirectoryLock Take(string directory)
    {
        Directory.CreateDirectory(directory);
        var holder = Path.Combine(directory, "engine.pid");
        try
        {
            var file = new FileStream(Path.Combine(directory, "engine.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // Written beside the lock because a locked file cannot be read by others.
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DirectoryLock(file);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException(
                $"The ClickHouse data in '{directory}' is in use by another process{Holder(holder)}. One process at a time can use a directory: "
                + $"stop the other one, or give this one a directory of its own in {EmbeddedClickHouseOptions.SectionName}:{nameof(EmbeddedClickHouseOptions.Path)}.",
                exception);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(string path)
    {
        try
        {
            return File.Exists(path) ? $" (process {File.ReadAllText(path).Trim()})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
