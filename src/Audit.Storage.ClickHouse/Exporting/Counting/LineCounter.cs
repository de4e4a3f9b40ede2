namespace Audit.Storage.ClickHouse.Exporting.Counting;

/// <summary>A row per line; line ends within values are escaped.</summary>
internal sealed class LineCounter : IRowCounter
{
    private bool _isEnded = true;

    public long Rows { get; private set; }

    public void Add(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
            return;
        Rows += part.Count((byte)'\n');
        _isEnded = part[^1] == '\n';
    }

    public long? Complete() => _isEnded ? Rows : null;
}
