namespace Audit.Tests.Spooling.Simulation;

/// <summary>The names in a directory: as they are, and those that would be there after a power cut for sure.</summary>
internal sealed class SimulatedDirectory
{
    private readonly List<Action<Dictionary<string, object>>> _unsynced = [];
    private Dictionary<string, object> _durable = [];

    /// <summary>Files and directories by their names.</summary>
    public Dictionary<string, object> Entries { get; private set; } = [];

    public void Change(Action<Dictionary<string, object>> change)
    {
        change(Entries);
        _unsynced.Add(change);
    }

    public void Sync()
    {
        _durable = new Dictionary<string, object>(Entries);
        _unsynced.Clear();
    }

    /// <summary>Of the changes that were not synced, any may have been made.</summary>
    public void Cut(Random random)
    {
        foreach (var change in _unsynced)
        {
            if (random.Next(2) == 0)
                change(_durable);
        }

        _unsynced.Clear();
        Entries = new Dictionary<string, object>(_durable);
    }
}
