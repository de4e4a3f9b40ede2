namespace Audit.Classification.Rewriting;

/// <summary>Collects text in memory that is kept for the next one.</summary>
internal sealed class CharBuffer
{
    private const int Kept = 16 * 1024;

    private char[] _space = new char[1024];
    private int _length;

    public ReadOnlySpan<char> Written => _space.AsSpan(0, _length);

    public void Append(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _space.Length)
            Array.Resize(ref _space, Math.Max(_space.Length * 2, _length + text.Length));
        text.CopyTo(_space.AsSpan(_length));
        _length += text.Length;
    }

    public void Clear()
    {
        _length = 0;
        if (_space.Length > Kept)
            _space = new char[1024];
    }
}
