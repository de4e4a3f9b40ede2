namespace Audit.Tests.Spooling.Simulation;

/// <summary>The content of a file: what was written, and what of it would be there after a power cut for sure.</summary>
internal sealed class SimulatedFile
{
    public const int Sector = 512;

    private readonly HashSet<long> _unsynced = [];
    private byte[] _durable = [];
    private byte[] _current = [];

    public long Length { get; private set; }

    public long DurableLength { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var end = offset + bytes.Length;
        if (end > _current.Length)
            Array.Resize(ref _current, (int)Math.Max(end, 1024));
        bytes.CopyTo(_current.AsSpan((int)offset));
        Length = Math.Max(Length, end);
        for (var sector = offset / Sector; sector * Sector < end; sector++)
            _unsynced.Add(sector);
    }

    public int Read(Span<byte> bytes, long offset)
    {
        var count = (int)Math.Clamp(Length - offset, 0, bytes.Length);
        if (count > 0)
            _current.AsSpan((int)offset, count).CopyTo(bytes);
        return count;
    }

    public void Sync()
    {
        Grow();
        foreach (var sector in _unsynced)
            Copy(_current, _durable, sector);
        _unsynced.Clear();
        DurableLength = Length;
    }

    /// <summary>A sync that failed: the system takes for written what is not, and never writes it again. Until the power is cut, it can be read.</summary>
    public void SyncFailed() => _unsynced.Clear();

    /// <summary>Of what was not synced, any sectors may be there, old or new each.</summary>
    public void Cut(Random random)
    {
        Grow();
        foreach (var sector in _unsynced)
        {
            if (random.Next(2) == 0)
                Copy(_current, _durable, sector);
        }

        _unsynced.Clear();
        Length = DurableLength = Length == DurableLength || random.Next(2) == 0 ? Length : DurableLength;
        _durable.AsSpan((int)Length).Clear();
        _durable.CopyTo(_current.AsSpan());
    }

    public void Flip(long offset) => _current[offset] ^= 0xFF;

    private void Grow()
    {
        if (_durable.Length < _current.Length)
            Array.Resize(ref _durable, _current.Length);
    }

    private static void Copy(byte[] from, byte[] to, long sector)
    {
        var at = (int)(sector * Sector);
        var count = Math.Min(Sector, from.Length - at);
        from.AsSpan(at, count).CopyTo(to.AsSpan(at));
    }
}
