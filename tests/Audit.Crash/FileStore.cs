using Audit.Storage;

namespace Audit.Crash;

/// <summary>
/// A store in a file that several processes use one after the other. A batch is one record, written at once; a record that a kill cut short never was. It fails
/// at random, before or after it stored a batch. Of the two ways to store a batch once it has only one, so that it has to suffice.
/// </summary>
internal sealed class FileStore : IAuditStore, IDisposable
{
    private readonly FileStream _file;
    private readonly FileStoreMemory _memory;
    private readonly bool _failsAtTimes;
    private readonly HashSet<string> _tokens = [];
    private readonly HashSet<(string Stream, ulong Sequence)> _rows = [];
    private readonly Random _random = new();

    public FileStore(string path, FileStoreMemory memory, bool failsAtTimes)
    {
        (_memory, _failsAtTimes) = (memory, failsAtTimes);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        Load();
    }

    public string Description => "file";

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var fails = _failsAtTimes && _random.Next(4) == 0;
        if (fails && _random.Next(2) == 0)
            throw new IOException("The store failed before it stored the batch.");
        if (_tokens.Add(batch.Token) || _memory != FileStoreMemory.Tokens)
            Append(batch);
        if (fails)
            throw new IOException("The store failed after it stored the batch.");
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlySet<ulong>?> FindStoredAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        if (_memory != FileStoreMemory.Rows)
            return new((IReadOnlySet<ulong>?)null);
        var found = new HashSet<ulong>();
        foreach (var row in batch.Index.Span)
        {
            if (_rows.Contains((batch.Stream, row.Sequence)))
                found.Add(row.Sequence);
        }

        return new(found);
    }

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Dispose() => _file.Dispose();

    private void Append(SealedBatch batch)
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(0);
            writer.Write(batch.Token);
            writer.Write(batch.Stream);
            writer.Write(batch.Count);
            foreach (var row in batch.Index.Span)
            {
                writer.Write(row.Sequence);
                writer.Write(row.Length);
                writer.Write(batch.Rows.Span.Slice(row.Offset, row.Length));
                _rows.Add((batch.Stream, row.Sequence));
            }

            body.Position = 0;
            writer.Write((int)body.Length);
        }

        _file.Write(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    private void Load()
    {
        var all = new byte[_file.Length];
        _file.ReadExactly(all);
        var end = 0;
        using var content = new MemoryStream(all);
        using var reader = new BinaryReader(content, System.Text.Encoding.UTF8);
        while (all.Length - end >= sizeof(int))
        {
            content.Position = end;
            var size = reader.ReadInt32();
            if (size == 0 || end + size > all.Length)
                break;
            _tokens.Add(reader.ReadString());
            var stream = reader.ReadString();
            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                _rows.Add((stream, reader.ReadUInt64()));
                var length = reader.ReadInt32();
                content.Position += length;
            }

            end += size;
        }

        _file.SetLength(end);
        _file.Position = end;
    }
}
