using System.Buffers.Binary;
using System.Security.Cryptography;
using Audit.Spooling.Cursors;
using Audit.Spooling.Format;
using Audit.Storage;

namespace Audit.Spooling.Reading;

/// <summary>
/// Records of a spool that are delivered together: one batch per retention class. The same records make the same batches with the same tokens, whichever
/// process reads them. Its buffers are used again. Not thread-safe.
/// </summary>
internal sealed class DeliveryWindow(SpoolIdentity identity)
{
    private const int HashedBytes = 24;

    private readonly List<SequenceGap> _gaps = [];
    private readonly SortedSet<int> _classes = [];
    private byte[] _rows = new byte[64 * 1024];
    private byte[] _grouped = [];
    private SealedRow[] _index = new SealedRow[128];
    private SealedRow[] _groupedIndex = [];
    private RecordEntry[] _entries = new RecordEntry[128];
    private byte[] _hashed = [];
    private int _length;

    /// <summary>The first sequence of what was read, and what is missing before it.</summary>
    public ulong First { get; private set; }

    /// <summary>The last sequence of what was read; 0 when nothing was.</summary>
    public ulong Last { get; private set; }

    /// <summary>The number of records.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of rows.</summary>
    public int Bytes => _length;

    /// <summary>When the oldest was written, in milliseconds since 1970-01-01 UTC.</summary>
    public long WrittenAt { get; private set; }

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<SequenceGap> Gaps => _gaps;

    /// <summary>Whether anything was read, be it that something is missing.</summary>
    public bool IsEmpty => Last == 0;

    /// <summary>The least retention class of the records from one on; <see langword="null"/> when there is none.</summary>
    public int? ClassFrom(int retentionClass)
    {
        foreach (var candidate in _classes)
        {
            if (candidate >= retentionClass)
                return candidate;
        }

        return null;
    }

    public void Clear()
    {
        First = Last = 0;
        Count = _length = 0;
        _gaps.Clear();
        _classes.Clear();
    }

    public void Begin(in BatchHeader header, SequenceGap? lost)
    {
        if (Last == 0)
        {
            First = lost?.First ?? header.First;
            WrittenAt = header.WrittenAt;
        }

        Last = header.Last;
        if (lost is { } gap)
            Lose(gap);
    }

    /// <summary>Room for rows behind those that are there; each is then added, skipped or lost.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_rows.Length - _length < bytes)
            Array.Resize(ref _rows, Math.Max(_length + bytes, Math.Min(_rows.Length * 2, _rows.Length + (64 * 1024 * 1024))));
        return _rows.AsSpan(_length, bytes);
    }

    public void Skip(int bytes) => _length += bytes;

    public void Lose(SequenceGap gap, int bytes = 0)
    {
        if (_gaps is [.., var last] && last.Last + 1 == gap.First)
            _gaps[^1] = last with { Last = gap.Last };
        else
            _gaps.Add(gap);
        _length += bytes;
    }

    public void Add(in RecordEntry entry, ulong sequence)
    {
        if (Count == _index.Length)
        {
            Array.Resize(ref _index, Count * 2);
            Array.Resize(ref _entries, Count * 2);
        }

        _entries[Count] = entry;
        _index[Count++] = new SealedRow(_length, entry.Length, sequence, entry.LeafCheck, entry.ExpiresAt);
        if (Count == 1 || entry.RetentionClass != _entries[Count - 2].RetentionClass)
            _classes.Add(entry.RetentionClass);
        _length += entry.Length;
    }

    /// <summary>The batch of one retention class; it lives until the next is asked for.</summary>
    /// <param name="retentionClass">The class.</param>
    /// <param name="token">Its token, when it was given one before.</param>
    public SpooledBatch BatchOf(int retentionClass, BatchToken? token)
    {
        var (rows, index) = IsWhole ? (_rows.AsMemory(0, _length), _index.AsMemory(0, Count)) : Group(retentionClass);
        token ??= new BatchToken(index.Span[0].Sequence, index.Span[^1].Sequence, HashOf(retentionClass));
        return new SpooledBatch(
            new SealedBatch
            {
                SchemaVersion = identity.SchemaVersion,
                Stream = identity.Stream,
                RetentionClass = identity.RetentionClasses[retentionClass],
                Token = token.Of(identity.Stream),
                Rows = rows,
                Index = index,
            },
            retentionClass,
            token);
    }

    /// <summary>Whether the rows as they lie are one batch: one class, and none between them that was skipped or lost.</summary>
    private bool IsWhole
    {
        get
        {
            if (_classes.Count != 1)
                return false;
            var last = _index[Count - 1];
            return _index[0].Offset == 0 && last.Offset + last.Length == _length && _gaps.Count == 0;
        }
    }

    private (Memory<byte> Rows, Memory<SealedRow> Index) Group(int retentionClass)
    {
        if (_grouped.Length < _length)
            _grouped = new byte[_rows.Length];
        if (_groupedIndex.Length < Count)
            _groupedIndex = new SealedRow[_index.Length];
        var count = 0;
        var length = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_entries[i].RetentionClass != retentionClass)
                continue;
            var row = _index[i];
            _rows.AsSpan(row.Offset, row.Length).CopyTo(_grouped.AsSpan(length));
            _groupedIndex[count++] = row with { Offset = length };
            length += row.Length;
        }

        return (_grouped.AsMemory(0, length), _groupedIndex.AsMemory(0, count));
    }

    /// <summary>A hash of what tells the rows from others: their places, lengths and checks.</summary>
    private byte[] HashOf(int retentionClass)
    {
        if (_hashed.Length < Count * HashedBytes)
            _hashed = new byte[_index.Length * HashedBytes];
        var length = 0;
        for (var i = 0; i < Count; i++)
        {
            ref readonly var entry = ref _entries[i];
            if (entry.RetentionClass != retentionClass)
                continue;
            var target = _hashed.AsSpan(length);
            BinaryPrimitives.WriteUInt64LittleEndian(target, _index[i].Sequence);
            BinaryPrimitives.WriteInt32LittleEndian(target[8..], entry.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(target[12..], entry.LeafCheck);
            BinaryPrimitives.WriteUInt32LittleEndian(target[16..], entry.RowCheck);
            BinaryPrimitives.WriteUInt32LittleEndian(target[20..], entry.ExpiresAt);
            length += HashedBytes;
        }

        return SHA256.HashData(_hashed.AsSpan(0, length));
    }
}
