namespace Audit.EfCore.Commands;

/// <summary>
/// The commands whose results are being read, by command id: EF Core tells who issued a command, when and how long it executed
/// only when it gives the reader, not when the reader is done.
/// </summary>
/// <remarks>
/// Bounded and without locks: a reader that is never disposed is overwritten some day, and a command whose entry was overwritten
/// is recorded with the times of reading only and without its source. An entry holds no command, no reader and no context.
/// </remarks>
internal sealed class OpenReaders
{
    private const int Buckets = 4096;
    private const int Ways = 4;

    private readonly OpenReader?[] _readers = new OpenReader?[Buckets * Ways];

    public void Add(OpenReader reader)
    {
        var first = FirstOf(reader.CommandId);
        for (var i = first; i < first + Ways; i++)
        {
            if (_readers[i] is null && Interlocked.CompareExchange(ref _readers[i], reader, null) is null)
                return;
        }

        var oldest = first;
        for (var i = first + 1; i < first + Ways; i++)
        {
            if (StartOf(i) < StartOf(oldest))
                oldest = i;
        }

        Volatile.Write(ref _readers[oldest], reader);
    }

    public OpenReader? Find(Guid commandId)
    {
        var first = FirstOf(commandId);
        for (var i = first; i < first + Ways; i++)
        {
            if (Volatile.Read(ref _readers[i]) is { } reader && reader.CommandId == commandId)
                return reader;
        }

        return null;
    }

    public OpenReader? Take(Guid commandId)
    {
        var first = FirstOf(commandId);
        for (var i = first; i < first + Ways; i++)
        {
            if (Volatile.Read(ref _readers[i]) is { } reader && reader.CommandId == commandId)
                return Interlocked.CompareExchange(ref _readers[i], null, reader) == reader ? reader : null;
        }

        return null;
    }

    // A random id's hash is as good as any.
    private static int FirstOf(Guid commandId) => (commandId.GetHashCode() & (Buckets - 1)) * Ways;

    private DateTimeOffset StartOf(int index) => Volatile.Read(ref _readers[index])?.StartedAt ?? DateTimeOffset.MinValue;
}
