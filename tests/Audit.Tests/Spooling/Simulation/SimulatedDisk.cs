using Audit.Spooling.Files;

namespace Audit.Tests.Spooling.Simulation;

/// <summary>A disk in memory whose power can be cut, and whose operations can be made to fail.</summary>
internal sealed class SimulatedDisk : ISpoolFiles
{
    private readonly SimulatedDirectory _root = new();
    private readonly HashSet<string> _locks = [];
    private int _boots;

    /// <summary>The operations until the power is cut; negative: never.</summary>
    public int UntilCut { get; set; } = -1;

    /// <summary>Whether files are synced when asked to.</summary>
    public bool SyncsFiles { get; set; } = true;

    /// <summary>Whether directories are synced when asked to.</summary>
    public bool SyncsDirectories { get; set; } = true;

    /// <summary>Called before an operation with its name and its file; throws to let it fail.</summary>
    public Action<string, string> Before { get; set; } = static (_, _) => { };

    /// <summary>The bytes that files may take.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>The bytes that files take.</summary>
    public long Used => UsedBy(_root);

    public bool IsCut { get; private set; }

    public int Operations { get; private set; }

    /// <summary>The power is back.</summary>
    public void Restart(Random random)
    {
        Cut(_root, random);
        _locks.Clear();
        _boots++;
        IsCut = false;
        UntilCut = -1;
    }

    /// <summary>The process is gone, the system runs on.</summary>
    public void Kill()
    {
        _locks.Clear();
        _boots++;
        IsCut = false;
        UntilCut = -1;
    }

    public SimulatedFile Content(string path) => (SimulatedFile)Parent(path).Entries[Path.GetFileName(path)];

    public ISpoolFile Create(string path)
    {
        Step("create", path);
        var content = new SimulatedFile();
        var name = Path.GetFileName(path);
        if (Parent(path).Entries.ContainsKey(name))
            throw new IOException($"{path} exists.");
        Parent(path).Change(entries => entries[name] = content);
        return new Handle(this, path, content, _boots);
    }

    public ISpoolFile Open(string path)
    {
        Step("open", path);
        return Parent(path).Entries.TryGetValue(Path.GetFileName(path), out var entry) && entry is SimulatedFile content
            ? new Handle(this, path, content, _boots)
            : throw new FileNotFoundException(path);
    }

    public bool Exists(string path) => path == "/" || Parent(path).Entries.ContainsKey(Path.GetFileName(path));

    public void Rename(string path, string newPath)
    {
        Step("rename", path);
        var content = Content(path);
        var (name, newName) = (Path.GetFileName(path), Path.GetFileName(newPath));
        Parent(path).Change(entries =>
        {
            entries.Remove(name);
            entries[newName] = content;
        });
    }

    public void Delete(string path)
    {
        Step("delete", path);
        var name = Path.GetFileName(path);
        Parent(path).Change(entries => entries.Remove(name));
    }

    public IReadOnlyList<string> FilesOf(string directory) => NamesOf<SimulatedFile>(directory);

    public IReadOnlyList<string> DirectoriesOf(string directory) => NamesOf<SimulatedDirectory>(directory);

    public void CreateDirectory(string path)
    {
        Step("mkdir", path);
        var at = _root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!at.Entries.TryGetValue(name, out var entry))
            {
                entry = new SimulatedDirectory();
                at.Change(entries => entries[name] = entry);
            }

            at = (SimulatedDirectory)entry;
        }
    }

    public void DeleteDirectory(string path) => Delete(path);

    public int SectorSizeOf(string directory) => SimulatedFile.Sector;

    public void SyncDirectory(string path)
    {
        Step("syncdir", path);
        if (SyncsDirectories)
            Find(path).Sync();
    }

    public IDisposable? TryLock(string path)
    {
        Step("lock", path);
        return _locks.Add(path) ? new Held(this, path, _boots) : null;
    }

    private static long UsedBy(SimulatedDirectory directory) =>
        directory.Entries.Values.Sum(static entry => entry is SimulatedFile file ? file.Length : UsedBy((SimulatedDirectory)entry));

    private void Reserve(SimulatedFile content, long end)
    {
        if (Capacity != long.MaxValue && end > content.Length && Used + end - content.Length > Capacity)
            throw new IOException("No space left on the disk.");
    }

    private void Step(string operation, string path)
    {
        if (IsCut)
            throw new PowerCutException();
        Before(operation, path);
        Operations++;
        if (UntilCut >= 0 && UntilCut-- == 0)
        {
            IsCut = true;
            throw new PowerCutException();
        }
    }

    private static void Cut(SimulatedDirectory directory, Random random)
    {
        directory.Cut(random);
        foreach (var entry in directory.Entries.Values)
        {
            if (entry is SimulatedFile file)
                file.Cut(random);
            else
                Cut((SimulatedDirectory)entry, random);
        }
    }

    private IReadOnlyList<string> NamesOf<T>(string directory) => [.. Find(directory).Entries.Where(static entry => entry.Value is T).Select(static entry => entry.Key)];

    private SimulatedDirectory Parent(string path) => Find(Path.GetDirectoryName(path)!);

    private SimulatedDirectory Find(string path)
    {
        var at = _root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            at = at.Entries.TryGetValue(name, out var entry) ? (SimulatedDirectory)entry : throw new DirectoryNotFoundException(path);
        return at;
    }

    private sealed class Held(SimulatedDisk disk, string path, int boot) : IDisposable
    {
        public void Dispose()
        {
            if (boot == disk._boots)
                disk._locks.Remove(path);
        }
    }

    private sealed class Handle(SimulatedDisk disk, string path, SimulatedFile content, int boot) : ISpoolFile
    {
        public long Length => content.Length;

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            Assert.Equal(disk._boots, boot);
            disk.Reserve(content, offset + bytes.Length);
            try
            {
                disk.Step("write", path);
            }
            catch (PowerCutException)
            {
                // It was under way: any of its sectors may be written.
                content.Write(bytes, offset);
                throw;
            }

            content.Write(bytes, offset);
        }

        public int Read(Span<byte> bytes, long offset) => disk.IsCut ? throw new PowerCutException() : content.Read(bytes, offset);

        public void Sync()
        {
            Assert.Equal(disk._boots, boot);
            try
            {
                disk.Step("sync", path);
            }
            catch (IOException)
            {
                content.SyncFailed();
                throw;
            }

            if (disk.SyncsFiles)
                content.Sync();
        }

        public void Dispose()
        {
        }
    }
}
