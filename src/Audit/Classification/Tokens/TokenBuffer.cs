namespace Audit.Classification.Tokens;

/// <summary>The tokens of one text, and what was found out about the text as a whole. Reused; not thread-safe.</summary>
internal sealed class TokenBuffer
{
    private const int Kept = 8192;

    private readonly List<Body> _bodies = [];
    private readonly List<(int Start, int End)> _comments = [];
    private Token[] _tokens = new Token[256];
    private int _innermostOpen = -1;
    private int _leading;
    private int _trailingFrom;

    public int Count { get; private set; }

    public Span<Token> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>The text does not end where its tokens end: an open quote or comment, or parentheses that do not match.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The text ends within a comment that reaches to the end of its line, so what is put behind it is comment too.</summary>
    public bool EndsInComment { get; set; }

    /// <summary>The comments before the first and after the last token.</summary>
    public List<(int Start, int End)> OuterComments => _comments;

    /// <summary>The texts that run, by their token.</summary>
    public List<Body> Bodies => _bodies;

    public void Clear()
    {
        Count = 0;
        _innermostOpen = -1;
        _leading = 0;
        _trailingFrom = 0;
        IsBroken = false;
        EndsInComment = false;
        _bodies.Clear();
        _comments.Clear();
        if (_tokens.Length > Kept)
            _tokens = new Token[256];
    }

    public void Add(Token token)
    {
        if (Count == _tokens.Length)
            Array.Resize(ref _tokens, _tokens.Length * 2);
        ref var added = ref _tokens[Count];
        added = token;
        if (token.Kind == TokenKind.Open)
        {
            // Until it is closed, a parenthesis tells the one around it.
            added.Match = _innermostOpen;
            _innermostOpen = Count;
        }
        else if (token.Kind == TokenKind.Close)
        {
            Close(ref added);
        }

        Count++;
    }

    /// <summary>Adds a comment. Those that turn out to stand between tokens are none of the outer ones.</summary>
    public void AddComment(int start, int end)
    {
        if (Count > 0 && _trailingFrom != Count)
        {
            _comments.RemoveRange(_leading, _comments.Count - _leading);
            _trailingFrom = Count;
        }

        _comments.Add((start, end));
        if (Count == 0)
            _leading = _comments.Count;
    }

    /// <summary>Called once, after the last token.</summary>
    public void End()
    {
        if (_trailingFrom != Count)
            _comments.RemoveRange(_leading, _comments.Count - _leading);
        while (_innermostOpen >= 0)
        {
            IsBroken = true;
            var around = _tokens[_innermostOpen].Match;
            _tokens[_innermostOpen].Match = Count;
            _innermostOpen = around;
        }
    }

    private void Close(ref Token token)
    {
        if (_innermostOpen < 0)
        {
            IsBroken = true;
            token.Match = Count;
            return;
        }

        token.Match = _innermostOpen;
        var around = _tokens[_innermostOpen].Match;
        _tokens[_innermostOpen].Match = Count;
        _innermostOpen = around;
    }

    /// <summary>A literal that runs: its redacted content and the fingerprint of it.</summary>
    internal readonly record struct Body(int Token, string Redacted, ulong Fingerprint);
}
