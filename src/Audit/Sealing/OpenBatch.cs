using System.Security.Cryptography;
using Audit.Encoding;
using Audit.Events;
using Audit.Retention;
using Audit.Schema;
using Audit.Storage;

namespace Audit.Sealing;

/// <summary>A batch that rows are added to. Its buffers are used again for later batches. Not thread-safe.</summary>
internal sealed class OpenBatch
{
    /// <summary>A row's hash borrows the byte before it, so there must be one before the first.</summary>
    private const int Before = 1;

    private const int FirstCapacity = 64 * 1024;

    private readonly RowWriter _rows;
    private SealedRow[] _index = new SealedRow[128];
    private byte[] _leaves = new byte[128 * LeafHash.Size];
    private byte[] _classes = new byte[128];

    /// <summary>Makes an empty batch.</summary>
    /// <param name="expectedBytes">The bytes of rows that it will likely hold.</param>
    public OpenBatch(int expectedBytes = 0)
    {
        _rows = new RowWriter(Math.Max(expectedBytes + FirstCapacity, FirstCapacity));
        Clear();
    }

    public int Count { get; private set; }

    /// <summary>The bytes of the rows.</summary>
    public int Bytes => _rows.Length - Before;

    public int Capacity => _rows.Capacity;

    /// <summary>The bytes of all rows, one after the other.</summary>
    public ReadOnlyMemory<byte> Rows => _rows.WrittenMemory[Before..];

    /// <summary>Where each row lies.</summary>
    public ReadOnlyMemory<SealedRow> Index => _index.AsMemory(0, Count);

    /// <summary>The retention class of each row.</summary>
    public ReadOnlySpan<byte> Classes => _classes.AsSpan(0, Count);

    /// <summary>When the first row was added, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long OpenedAt { get; set; }

    /// <summary>Encodes and seals an event. When it throws, the batch is as it was.</summary>
    public void Add(AuditEvent auditEvent, RetentionClass retentionClass, ulong sequence, RowEncoder encoder)
    {
        var start = _rows.Length;
        try
        {
            encoder.Encode(auditEvent, retentionClass.Name, _rows);
        }
        catch
        {
            _rows.Truncate(start);
            throw;
        }

        if (Count == _index.Length)
        {
            Array.Resize(ref _index, Count * 2);
            Array.Resize(ref _leaves, Count * 2 * LeafHash.Size);
            Array.Resize(ref _classes, Count * 2);
        }

        var leaf = _leaves.AsSpan(Count * LeafHash.Size, LeafHash.Size);
        LeafHash.Compute(_rows.From(start - Before), leaf);
        _classes[Count] = (byte)retentionClass.Index;
        _index[Count++] = new SealedRow(
            start - Before,
            _rows.Length - start,
            sequence,
            LeafHash.Check(leaf),
            retentionClass.ExpiresAt(auditEvent.OccurredAtUnixMicroseconds));
    }

    /// <summary>The batch as stores take it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="retentionClass">The class of all rows.</param>
    /// <param name="copy">Whether the result gets memory of its own, so that this batch can be used again at once.</param>
    public SealedBatch Seal(string stream, string retentionClass, bool copy)
    {
        Span<byte> root = stackalloc byte[LeafHash.Size];
        SHA256.HashData(_leaves.AsSpan(0, Count * LeafHash.Size), root);

        var rows = Rows;
        var index = Index;
        return new SealedBatch
        {
            SchemaVersion = AuditSchema.Version,
            Stream = stream,
            RetentionClass = retentionClass,
            Token = SealedBatchToken.Of(stream, _index[0].Sequence, _index[Count - 1].Sequence, root),
            Rows = copy ? rows.ToArray() : rows,
            Index = copy ? index.ToArray() : index,
        };
    }

    public void Clear()
    {
        _rows.Truncate(0);
        _rows.UInt8(0);
        Count = 0;
    }
}
