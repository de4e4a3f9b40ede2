namespace Audit.Classification.Parsing;

/// <summary>Puts a qualified name together: parts unquoted, but those quoted again that could be mistaken for several.</summary>
internal ref struct NameWriter(Span<char> space)
{
    private Span<char> _space = space;
    private int _length;

    public readonly ReadOnlySpan<char> Written => _space[.._length];

    public void Append(char c)
    {
        if (_length == _space.Length)
        {
            var larger = new char[_space.Length * 2];
            _space.CopyTo(larger);
            _space = larger;
        }

        _space[_length++] = c;
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _space.Length)
        {
            var larger = new char[Math.Max(_space.Length * 2, _length + text.Length)];
            Written.CopyTo(larger);
            _space = larger;
        }

        text.CopyTo(_space[_length..]);
        _length += text.Length;
    }

    public void AppendPart(ReadOnlySpan<char> part, bool isQuoted)
    {
        var prefix = isQuoted ? part.IndexOfAny('"', '[', '`') : -1;
        if (prefix < 0 && isQuoted)
            prefix = part.IndexOf('\'');
        // The star of t.* may stand where a name should.
        if (prefix < 0 || part.Length < prefix + 2)
        {
            Append(part);
            return;
        }

        var close = part[prefix] == '[' ? ']' : part[prefix];
        var content = part[(prefix + 1)..^1];
        var again = content.ContainsAny('.', '"');
        if (!again && !content.Contains(close))
        {
            Append(content);
            return;
        }

        if (again)
            Append('"');
        for (var i = 0; i < content.Length; i++)
        {
            Append(content[i]);
            if (content[i] == close && i + 1 < content.Length && content[i + 1] == close)
                i++;
            if (content[i] == '"' && again)
                Append('"');
        }

        if (again)
            Append('"');
    }
}
