using System.Buffers.Binary;
using Audit.Schema;
using Audit.Storage.ClickHouse.Schema;
using Audit.Storage.ClickHouse.Writing.Columns;

namespace Audit.Storage.ClickHouse.Writing;

/// <summary>
/// Turns the rows of a batch into the columns of one block, in one pass over the rows. It copies values and never re-interprets them. Not thread-safe:
/// the block lies in its memory.
/// </summary>
internal sealed class Transposer
{
    private static readonly AuditColumn[] All = [.. AuditSchema.Columns, .. AuditSchema.SealingColumns];

    private readonly Column[] _canonical = [.. AuditSchema.Columns.Select(Column.Of)];
    private readonly Column[] _sealing = [.. AuditSchema.SealingColumns.Select(Column.Of)];
    private readonly NativeBlock _block = new();
    private bool _isClear = true;

    /// <summary>The columns of the blocks, in their order.</summary>
    public static IReadOnlyList<string> ColumnNames { get; } = [.. All.Select(static column => column.Name)];

    /// <summary>Makes a block of a batch.</summary>
    /// <returns>The block; valid until the next call.</returns>
    /// <exception cref="NotSupportedException">The rows are encoded by another version of the schema.</exception>
    /// <exception cref="InvalidDataException">A row is not well-formed. The message names row and column, and no values.</exception>
    public NativeBlock Transpose(SealedBatch batch)
    {
        if (batch.SchemaVersion != AuditSchema.Version)
            throw new NotSupportedException($"The batch {batch.Token} is encoded by version {batch.SchemaVersion} of the schema; this store knows version {AuditSchema.Version}.");

        Clear();
        _isClear = false;
        Gather(batch);
        Write(batch.Count);
        return _block;
    }

    /// <summary>Forgets the block, and gives up memory that was needed for a large one only.</summary>
    public void Clear()
    {
        // What is forgotten already tells nothing about the memory that is needed.
        if (_isClear)
            return;
        _isClear = true;
        _block.Clear();
        foreach (var column in _canonical)
            column.Clear();
        foreach (var column in _sealing)
            column.Clear();
    }

    private void Gather(SealedBatch batch)
    {
        var rows = batch.Rows.Span;
        var sealing = new SealingRow(batch.Stream);
        foreach (ref readonly var row in batch.Index.Span)
        {
            if ((uint)row.Offset > (uint)rows.Length || (uint)row.Length > (uint)(rows.Length - row.Offset))
                throw Corrupt(batch, row, "its bytes are not within the batch");

            var bytes = rows.Slice(row.Offset, row.Length);
            if (bytes.IsEmpty || bytes[0] != batch.SchemaVersion)
                throw Corrupt(batch, row, "it is encoded by another version of the schema than the batch");

            Append(_canonical, bytes, batch, row);
            Append(_sealing, sealing.Bytes(row), batch, row);
        }
    }

    private static void Append(Column[] columns, ReadOnlySpan<byte> bytes, SealedBatch batch, in SealedRow row)
    {
        var cursor = new RowCursor(bytes);
        var column = 0;
        try
        {
            for (; column < columns.Length; column++)
                columns[column].Append(ref cursor);
        }
        catch (InvalidDataException exception)
        {
            throw Corrupt(batch, row, $"{AuditSchema.Columns[column].Name}: {exception.Message}");
        }

        if (cursor.Left != 0)
            throw Corrupt(batch, row, $"{cursor.Left} bytes follow its last column");
    }

    private void Write(int rows)
    {
        _block.AddCount(All.Length);
        _block.AddCount(rows);
        for (var i = 0; i < All.Length; i++)
        {
            _block.Add(All[i].Name);
            _block.Add(ColumnTypes.Of(All[i]));
            var column = i < _canonical.Length ? _canonical[i] : _sealing[i - _canonical.Length];
            column.WritePrefix(_block);
            column.Write(_block);
        }
    }

    private static InvalidDataException Corrupt(SealedBatch batch, in SealedRow row, string reason) =>
        new($"Row {row.Sequence} of the batch {batch.Token} is damaged: {reason}. The batch was not stored.");

    /// <summary>What sealing gave a row, as RowBinary.</summary>
    private sealed class SealingRow
    {
        private readonly byte[] _bytes;
        private readonly int _numbers;

        public SealingRow(string stream)
        {
            var text = new NativeBlock();
            text.Add(stream);
            _numbers = (int)text.Length;
            _bytes = [.. text.ToArray(), .. new byte[sizeof(ulong) + 2 * sizeof(uint)]];
        }

        public ReadOnlySpan<byte> Bytes(in SealedRow row)
        {
            var numbers = _bytes.AsSpan(_numbers);
            BinaryPrimitives.WriteUInt64LittleEndian(numbers, row.Sequence);
            BinaryPrimitives.WriteUInt32LittleEndian(numbers[sizeof(ulong)..], row.LeafCheck);
            BinaryPrimitives.WriteUInt32LittleEndian(numbers[(sizeof(ulong) + sizeof(uint))..], row.ExpiresAt);
            return _bytes;
        }
    }
}
