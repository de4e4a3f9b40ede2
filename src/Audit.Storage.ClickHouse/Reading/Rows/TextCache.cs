namespace Audit.Storage.ClickHouse.Reading.Rows;

/// <summary>
/// Keeps the text that a column had last: neighbouring rows are mostly by the same application, user and route, so a page makes one string of each.
/// </summary>
internal sealed class TextCache
{
    private const int LongestKept = 256;

    private readonly List<(byte[] Bytes, string Text)> _last = [];
    private int _column;

    /// <summary>Begins a row: the next text is that of the first column.</summary>
    public void BeginRow() => _column = 0;

    /// <summary>The text of the next column.</summary>
    public string Next(ReadOnlySpan<byte> utf8)
    {
        var column = _column++;
        if (column == _last.Count)
            _last.Add(([], ""));
        var (bytes, text) = _last[column];
        if (utf8.SequenceEqual(bytes))
            return text;

        text = System.Text.Encoding.UTF8.GetString(utf8);
        if (utf8.Length <= LongestKept)
            _last[column] = (utf8.ToArray(), text);
        return text;
    }
}
