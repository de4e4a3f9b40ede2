using System.Runtime.CompilerServices;

namespace Audit.Classification.Tokens;

/// <summary>The tokens of one text, and what was found out about the text as a whole. Reused; not thread-safe.</summary>
internal sealed class TokenBuffer
{
    private const int Kept = 8192;

    private readonly List<Body> _bodies = [];
    private readonly List<(int Start, int End)> _comments = [];
    private Token[] _tokens = new Token[256];
    private int _count;
    private int _innermostOpen = -1;
    private int _leading;
    private int _trailingFrom;

    public int Count => _count;

    public Span<Token> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>The text does not end where its tokens end: an open quote or comment, or parentheses that do not match.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The text ends within a comment that reaches to the end of its line, so what is put behind it is comment too.</summary>
    public bool EndsInComment { get; set; }

    /// <summary>The text has a word that may lead to a password or key.</summary>
    public bool MayHoldCredentials { get; set; }

    /// <summary>The comments before the first and after the last token.</summary>
    public List<(int Start, int End)> OuterComments => _comments;

    /// <summary>The texts that run, by their token.</summary>
    public List<Body> Bodies => _bodies;

    public void Clear()
    {
        _count = 0;
        _innermostOpen = -1;
        _leading = 0;
        _trailingFrom = 0;
        IsBroken = false;
        EndsInComment = false;
        MayHoldCredentials = false;
        _bodies.Clear();
        _comments.Clear();
        if (_tokens.Length > Kept)
            _tokens = new Token[256];
    }

    /// <summary>Adds a token that is no parenthesis.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int start, int end, TokenKind kind, Word word, TokenFlags flags, ulong identity, int match = 0)
    {
        var tokens = _tokens;
        var count = _count;
        if ((uint)count >= (uint)tokens.Length)
            tokens = Grow();
        tokens[count] = new Token(start, end, word, kind, flags, match, identity);
        _count = count + 1;
    }

    /// <summary>Adds an opening parenthesis. Until it is closed, it tells the one around it.</summary>
    public void AddOpen(int at, TokenFlags flags)
    {
        Add(at, at + 1, TokenKind.Open, Word.None, flags, TokenIdentity.Of(TokenKind.Open), _innermostOpen);
        _innermostOpen = _count - 1;
    }

    /// <summary>Adds a closing parenthesis, and introduces it to its counterpart.</summary>
    public void AddClose(int at, TokenFlags flags)
    {
        Add(at, at + 1, TokenKind.Close, Word.None, flags, TokenIdentity.Of(TokenKind.Close), _innermostOpen);
        if (_innermostOpen < 0)
        {
            IsBroken = true;
            _tokens[_count - 1].Match = _count - 1;
            return;
        }

        ref var open = ref _tokens[_innermostOpen];
        _innermostOpen = open.Match;
        open.Match = _count - 1;
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Token[] Grow()
    {
        Array.Resize(ref _tokens, _tokens.Length * 2);
        return _tokens;
    }

    /// <summary>A literal that runs: its redacted content and the fingerprint of it.</summary>
    internal readonly record struct Body(int Token, string Redacted, ulong Fingerprint);
}
