using Audit.Spooling.Files;
using Audit.Spooling.Format;

namespace Audit.Spooling.Cursors;

/// <summary>
/// Keeps how far a spool is delivered, in a file of two slots that are written in turn: a torn slot leaves the other. Used by one thread at a time.
/// </summary>
internal sealed class SpoolCursor : IDisposable
{
    private const string Name = "cursor";
    private const int SlotSize = 4096;
    private const int Slots = 2;

    private readonly ISpoolFiles _files;
    private readonly string _directory;
    private readonly ulong _salt;
    private readonly byte[] _slot = new byte[CursorState.Size];
    private ISpoolFile? _file;
    private ulong _generation;

    /// <summary>Opens the cursor of a spool; makes one when there is none.</summary>
    public SpoolCursor(ISpoolFiles files, string directory, SpoolIdentity identity)
    {
        _files = files;
        _directory = directory;
        _salt = identity.Salt;
        var path = Path.Combine(directory, Name);
        if (!files.Exists(path))
        {
            Make();
            return;
        }

        _file = files.Open(path);
        (State, _generation) = Read(_file, _slot, _salt);
    }

    /// <summary>What is durable, or was when it was last written.</summary>
    public CursorState State { get; private set; }

    /// <summary>How far a spool is delivered, without touching it.</summary>
    public static CursorState Look(ISpoolFiles files, string directory, SpoolIdentity identity)
    {
        var path = Path.Combine(directory, Name);
        if (!files.Exists(path))
            return default;
        using var file = files.Open(path);
        return Read(file, new byte[CursorState.Size], identity.Salt).State;
    }

    /// <summary>Makes a state durable.</summary>
    /// <exception cref="IOException">It could not be made so.</exception>
    public void Write(in CursorState state)
    {
        var before = State;
        State = state;
        try
        {
            if (_file is null)
            {
                Make();
            }
            else
            {
                _generation++;
                State.Write(_slot, _salt, _generation);
                _file.Write(_slot, (long)(_generation % Slots) * SlotSize);
                _file.Sync();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // After a sync that failed, this file is not to be trusted; the next attempt makes another.
            State = before;
            _file?.Dispose();
            _file = null;
            throw;
        }
    }

    public void Dispose() => _file?.Dispose();

    private static (CursorState State, ulong Generation) Read(ISpoolFile file, byte[] slot, ulong salt)
    {
        var newest = (State: default(CursorState), Generation: 0UL);
        for (var i = 0; i < Slots; i++)
        {
            if (file.Read(slot, i * SlotSize) == slot.Length && CursorState.TryRead(slot, salt, out var state, out var generation) && generation >= newest.Generation)
                newest = (state, generation);
        }

        return newest;
    }

    private void Make()
    {
        var path = Path.Combine(_directory, Name);
        var unfinished = path + ".tmp";
        if (_files.Exists(unfinished))
            _files.Delete(unfinished);

        _generation += Slots;
        var bytes = new byte[Slots * SlotSize];
        State.Write(bytes.AsSpan((int)(_generation % Slots) * SlotSize), _salt, _generation);
        var file = _files.Create(unfinished);
        try
        {
            file.Write(bytes, 0);
            file.Sync();
            _files.Rename(unfinished, path);
            _files.SyncDirectory(_directory);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file = file;
    }
}
