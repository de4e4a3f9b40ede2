namespace Audit.Tests.Spooling.Simulation;

/// <summary>Several lives of a process, most of which a power cut or a kill ends; the last one delivers what the others left.</summary>
internal sealed class PowerCutRun
{
    private readonly Random _random;
    private readonly SimulatedDisk _disk;
    private readonly SimulatedStore _store;
    private readonly List<SimulatedProcess> _processes = [];

    public PowerCutRun(int seed, bool syncsFiles = true, bool syncsDirectories = true, bool diskFails = false)
    {
        _random = new Random(seed);
        _disk = new SimulatedDisk { SyncsFiles = syncsFiles, SyncsDirectories = syncsDirectories };
        _store = new SimulatedStore(_random, answersQueries: seed % 2 == 0);
        if (diskFails)
            _disk.Before = FailAtTimes;
    }

    public int Cuts { get; private set; }

    /// <summary>What is wrong with what the store has in the end.</summary>
    public string? Fault { get; private set; }

    public void Live(int lives)
    {
        try
        {
            for (var life = 1; life <= lives; life++)
                LiveOnce(life);
            _store.Failing = 0;
            _disk.Before = static (_, _) => { };
            Process("last").DeliverAll();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or Xunit.Sdk.XunitException)
        {
            Fault = exception.ToString();
        }

        Fault ??= Check();
    }

    private void FailAtTimes(string operation, string path)
    {
        if (operation is not ("open" or "lock") && _random.Next(30) == 0)
            throw new IOException($"{operation} of {path} failed.");
    }

    private void LiveOnce(int life)
    {
        _disk.UntilCut = _random.Next(10, 250);
        _store.Failing = _random.Next(6);
        try
        {
            if (TryDo(() => Process($"life-{life}")))
                Live(_processes[^1]);
            _disk.Kill();
        }
        catch (PowerCutException)
        {
            Cuts++;
            _disk.Restart(_random);
        }
    }

    private void Live(SimulatedProcess process)
    {
        for (var step = 0; step < 150; step++)
            TryDo(() => Step(process));
    }

    /// <summary>What fails at the disk is tried again later, or not at all.</summary>
    private static bool TryDo(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Step(SimulatedProcess process)
    {
        switch (_random.Next(11))
        {
            case < 5:
                process.Append(_random.Next(1, 5), durable: _random.Next(2) == 0);
                break;
            case 5:
                process.Supply.Prepare();
                break;
            case 6:
                process.CleanUp();
                break;
            case 7:
                process.DeliverAdopted(_random.Next(10));
                break;
            case 8:
                process.Sync();
                break;
            default:
                process.Deliver(evenSmall: _random.Next(3) == 0);
                break;
        }
    }

    private SimulatedProcess Process(string name)
    {
        var process = new SimulatedProcess(_disk, _store, name);
        _processes.Add(process);
        return process;
    }

    private string? Check()
    {
        foreach (var key in _processes.SelectMany(static process => process.Durable))
        {
            if (!_store.Counts.ContainsKey(key))
                return $"{key} was durable and is not stored.";
        }

        foreach (var (key, count) in _store.Counts)
        {
            if (count != 1)
                return $"{key} is stored {count} times.";
            if (!_store.Rows[key].AsSpan().SequenceEqual(SimulatedProcess.RowOf(key.Stream, key.Sequence)))
                return $"{key} is stored with other bytes.";
        }

        return null;
    }
}
