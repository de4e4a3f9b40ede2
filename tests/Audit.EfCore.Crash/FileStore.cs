using System.Security.Cryptography;
using Audit.Storage;

namespace Audit.EfCore.Crash;

/// <summary>
/// A store that outlives its process: a file for each batch of an outbox, named by the batch's token, which is whole or not there. It tells when a batch
/// arrives and when it is kept, so that the process can be killed at these moments.
/// </summary>
internal sealed class FileStore(string directory, Action<string> tell) : IAuditStore
{
    public string Description => directory;

    public ValueTask InitializeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public async ValueTask WriteAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        if (!IsOfOutbox(batch.Stream))
            return;
        tell("sending");
        var file = Path.Combine(directory, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(batch.Token))));
        if (!File.Exists(file))
        {
            var part = file + ".part";
            await File.WriteAllBytesAsync(part, Content(batch), cancellationToken);
            File.Move(part, file);
        }

        tell("stored");
    }

    public ValueTask<IReadOnlySet<ulong>?> FindStoredAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        var sequences = batch.Index.ToArray().Select(static row => row.Sequence).ToHashSet();
        return new(Read(directory).Where(row => row.Stream == batch.Stream && sequences.Contains(row.Sequence)).Select(static row => row.Sequence).ToHashSet());
    }

    public ValueTask PingAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>All rows that are stored.</summary>
    public static IEnumerable<(string Stream, ulong Sequence, byte[] Row)> Read(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory).Where(static file => !file.EndsWith(".part", StringComparison.Ordinal)))
        {
            using var reader = new BinaryReader(File.OpenRead(file));
            var stream = reader.ReadString();
            for (var left = reader.ReadInt32(); left > 0; left--)
                yield return (stream, reader.ReadUInt64(), reader.ReadBytes(reader.ReadInt32()));
        }
    }

    private static bool IsOfOutbox(string stream) => stream.StartsWith("outbox/", StringComparison.Ordinal);

    private static byte[] Content(SealedBatch batch)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(batch.Stream);
        writer.Write(batch.Count);
        foreach (ref readonly var row in batch.Index.Span)
        {
            writer.Write(row.Sequence);
            writer.Write(row.Length);
            writer.Write(batch.Rows.Span.Slice(row.Offset, row.Length));
        }

        writer.Flush();
        return content.ToArray();
    }
}
