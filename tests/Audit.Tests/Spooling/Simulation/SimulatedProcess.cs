using System.Buffers.Binary;
using Audit.Delivery;
using Audit.Spooling.Adoption;
using Audit.Spooling.Format;
using Audit.Spooling.Reading;
using Audit.Spooling.Segments;
using Audit.Spooling.Writing;
using Audit.Storage;

namespace Audit.Tests.Spooling.Simulation;

/// <summary>One life of an audited process over a simulated disk: the real spool, driven by one thread.</summary>
internal sealed class SimulatedProcess
{
    public const string Root = "/spool";

    private static readonly WindowLimits Limits = new(12, 4000);

    private readonly SimulatedDisk _disk;
    private readonly SimulatedStore _store;
    private readonly SpoolHome _home;
    private readonly SpoolBatch _batch;
    private readonly List<(SpoolOutlet Outlet, SpoolDirectory Directory)> _adopted = [];
    private ulong _sequence;
    private ulong _skipped;

    public SimulatedProcess(SimulatedDisk disk, SimulatedStore store, string name, long maxBytes = 1 << 20, long firstBytes = 4096)
    {
        _disk = disk;
        _store = store;
        _home = new SpoolHome(disk, Root);
        if (disk.Exists(Root))
            AdoptAll();
        var identity = new SpoolIdentity(SpoolHome.NewSalt(), "shop/" + name, 1, SimulatedFile.Sector, ["default", "security"]);
        Directory = _home.Create(name, identity);
        Supply = new SegmentSupply(disk, Directory.Path, identity, Directory.Segments, new SegmentLimits(firstBytes, 8192, maxBytes));
        Writer = new SpoolWriter(disk, identity, Supply, Directory.Segments);
        Outlet = OutletOf(Directory, isAdopted: false);
        _batch = new SpoolBatch(identity.SectorSize);
    }

    public SpoolDirectory Directory { get; }

    public SegmentSupply Supply { get; }

    public SpoolWriter Writer { get; }

    public SpoolOutlet Outlet { get; }

    public string Stream => Directory.Identity.Stream;

    public List<(string Stream, SequenceGap Gap)> Gaps { get; } = [];

    public List<string> Refused { get; } = [];

    /// <summary>The sequences that were acknowledged as durable.</summary>
    public List<(string Stream, ulong Sequence)> Durable { get; } = [];

    /// <summary>The sequences that were acknowledged as written.</summary>
    public List<(string Stream, ulong Sequence)> Written { get; } = [];

    public IReadOnlyList<SpoolDirectory> Adopted => [.. _adopted.Select(static entry => entry.Directory)];

    public static byte[] RowOf(string stream, ulong sequence)
    {
        var row = new byte[8 + (int)((sequence * 2654435761) % 700)];
        new Random(HashCode.Combine(stream.Length, sequence)).NextBytes(row);
        BinaryPrimitives.WriteUInt64LittleEndian(row, sequence);
        return row;
    }

    /// <summary>Appends a batch of records; when that fails, they are given up as the pipeline would.</summary>
    public bool Append(int count, bool durable)
    {
        var index = new SealedRow[count];
        var classes = new byte[count];
        var rows = new List<byte>();
        for (var i = 0; i < count; i++)
        {
            var sequence = ++_sequence;
            var row = RowOf(Stream, sequence);
            index[i] = new SealedRow(rows.Count, row.Length, sequence, (uint)sequence, 1000 + (uint)sequence);
            classes[i] = (byte)(sequence % 5 == 0 ? 1 : 0);
            rows.AddRange(row);
        }

        _batch.Fill(rows.ToArray(), index, classes, _skipped, (long)_sequence);
        try
        {
            Writer.Append(_batch, durable);
        }
        catch (IOException)
        {
            _skipped += (ulong)count;
            return false;
        }

        _skipped = 0;
        foreach (var row in index)
            (durable ? Durable : Written).Add((Stream, row.Sequence));
        return true;
    }

    /// <summary>Makes durable what was written.</summary>
    public void Sync()
    {
        Writer.Sync();
        Durable.AddRange(Written);
        Written.Clear();
    }

    /// <summary>One attempt at the store for the own spool.</summary>
    public bool Deliver(bool evenSmall) => Deliver(Outlet, evenSmall);

    /// <summary>Delivers everything that others left and that this process wrote.</summary>
    public void DeliverAll()
    {
        foreach (var (outlet, directory) in _adopted.ToArray())
            DeliverAdopted(outlet, directory);
        while (Deliver(Outlet, evenSmall: true))
        {
        }
    }

    /// <summary>One attempt at the store for what others left.</summary>
    public void DeliverAdopted(int number)
    {
        if (_adopted.Count == 0)
            return;
        var (outlet, directory) = _adopted[number % _adopted.Count];
        if (!Deliver(outlet, evenSmall: true))
            Remove(outlet, directory);
    }

    public void CleanUp(ulong retention = 0)
    {
        Outlet.Save();
        while (Directory.Segments.TakeOutdated(Outlet.DurablyAcknowledged, 0, (long)retention) is { } outdated)
            Supply.Return(outdated);
    }

    /// <summary>The process ends in good order.</summary>
    public void Close()
    {
        Writer.Sync();
        Outlet.Save();
        Writer.Dispose();
        Outlet.Dispose();
        foreach (var (outlet, directory) in _adopted)
        {
            outlet.Dispose();
            directory.Dispose();
        }

        Directory.Dispose();
    }

    private void DeliverAdopted(SpoolOutlet outlet, SpoolDirectory directory)
    {
        while (Deliver(outlet, evenSmall: true))
        {
        }

        Remove(outlet, directory);
    }

    private void Remove(SpoolOutlet outlet, SpoolDirectory directory)
    {
        outlet.Save();
        outlet.Dispose();
        _home.Delete(directory);
        _adopted.RemoveAll(entry => entry.Directory == directory);
    }

    private bool Deliver(SpoolOutlet outlet, bool evenSmall)
    {
        if (!outlet.TryBegin(evenSmall))
            return false;
        var batch = outlet.Current!.Batch;
        try
        {
            outlet.Intend();
            outlet.IntendAhead();
            var stored = outlet.IsUncertain ? _store.Find(batch) : null;
            if (stored is null)
                _store.Write(batch);
            else if (MissingRows.Of(batch, stored) is { Count: > 0 } missing)
                _store.Write(missing);
        }
        catch (Exception exception) when (exception is TimeoutException or IOException)
        {
            return true;
        }

        outlet.Complete();
        return true;
    }

    private void AdoptAll()
    {
        foreach (var name in _home.Names())
        {
            if (_home.TryAdopt(name) is not { } finding)
                continue;
            Refused.AddRange(finding.Refused);
            if (finding.Directory is { } directory)
                _adopted.Add((OutletOf(directory, isAdopted: true), directory));
        }
    }

    private SpoolOutlet OutletOf(SpoolDirectory directory, bool isAdopted) =>
        new(_disk, directory.Path, directory.Identity, directory.Segments, Limits, isAdopted)
        {
            Settled = window => Gaps.AddRange(window.Gaps.Select(gap => (directory.Identity.Stream, gap))),
        };
}
