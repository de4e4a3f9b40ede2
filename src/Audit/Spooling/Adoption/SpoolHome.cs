using System.Security.Cryptography;
using Audit.Spooling.Files;
using Audit.Spooling.Format;
using Audit.Spooling.Segments;

namespace Audit.Spooling.Adoption;

/// <summary>
/// The directory that the instances of an application share: each has a sub-directory of its own, and a lock beside it for as long as it lives.
/// </summary>
internal sealed class SpoolHome(ISpoolFiles files, string root)
{
    public const string IdentityName = "identity";

    private const string LockSuffix = ".lock";

    public string Root => root;

    /// <summary>Makes the spool of this instance.</summary>
    /// <param name="name">The name of its directory, which no other has.</param>
    /// <param name="identity">Whose it is.</param>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not the user's own, or open to others.</exception>
    public SpoolDirectory Create(string name, SpoolIdentity identity)
    {
        CreateRoot();
        var held = files.TryLock(LockOf(name)) ?? throw new IOException($"The spool {name} in {root} belongs to a running process.");
        try
        {
            var path = Path.Combine(root, name);
            files.CreateDirectory(path);
            WriteIdentity(path, identity);
            files.SyncDirectory(root);
            return new SpoolDirectory(path, identity, new SegmentList(), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The names of the spools that are there.</summary>
    public IReadOnlyList<string> Names() => files.DirectoriesOf(root);

    /// <summary>Whether the process that wrote a spool still runs.</summary>
    public bool IsHeld(string name)
    {
        if (!files.Exists(LockOf(name)))
            return false;
        using var held = files.TryLock(LockOf(name));
        return held is null;
    }

    /// <summary>Takes over what another process left; <see langword="null"/> when that still runs.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public SpoolFinding? TryAdopt(string name)
    {
        if (files.TryLock(LockOf(name)) is not { } held)
            return null;

        try
        {
            var path = Path.Combine(root, name);
            if (!files.Exists(path))
            {
                // Its process ended in good order meanwhile.
                files.Delete(LockOf(name));
                held.Dispose();
                return null;
            }

            files.CreateDirectory(path);
            return new SpoolInspection(files, path).Run(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Deletes a spool of which everything is delivered. What is none of its files stays, and with it the directory.</summary>
    /// <returns>Whether it is gone.</returns>
    public bool Delete(SpoolDirectory directory)
    {
        var names = files.FilesOf(directory.Path);
        while (directory.Segments.After(null) is { } segment)
        {
            files.Delete(segment.Path);
            directory.Segments.Remove(segment);
        }

        // Segments that came back without their cursor would be delivered again.
        files.SyncDirectory(directory.Path);
        foreach (var name in names)
        {
            if (IsOwn(name))
                files.Delete(Path.Combine(directory.Path, name));
        }

        var isEmpty = files.FilesOf(directory.Path).Count == 0 && files.DirectoriesOf(directory.Path).Count == 0;
        if (isEmpty)
        {
            files.DeleteDirectory(directory.Path);
            files.Delete(LockOf(Path.GetFileName(directory.Path)));
        }

        directory.Dispose();
        return isEmpty;
    }

    public static ulong NewSalt() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private static bool IsOwn(string name) => name is IdentityName or "cursor" || name.EndsWith(SegmentName.Unfinished, StringComparison.Ordinal);

    private string LockOf(string name) => Path.Combine(root, name + LockSuffix);

    /// <summary>Each directory that has to be made stands in another, which has to know it for good; who made it may not have got that far.</summary>
    private void CreateRoot()
    {
        var parents = new Stack<string>();
        var path = root;
        while (Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            parents.Push(parent);
            if (files.Exists(path))
                break;
            path = parent;
        }

        files.CreateDirectory(root);
        while (parents.TryPop(out var parent))
            TrySync(parent);
    }

    private void TrySync(string parent)
    {
        try
        {
            files.SyncDirectory(parent);
        }
        catch (UnauthorizedAccessException)
        {
            // A directory that may be passed through and not looked into was not made here.
        }
    }

    private void WriteIdentity(string path, SpoolIdentity identity)
    {
        var final = Path.Combine(path, IdentityName);
        var unfinished = final + SegmentName.Unfinished;
        using (var file = files.Create(unfinished))
        {
            file.Write(identity.ToBytes(-1), 0);
            file.Sync();
        }

        files.Rename(unfinished, final);
        files.SyncDirectory(path);
    }
}
