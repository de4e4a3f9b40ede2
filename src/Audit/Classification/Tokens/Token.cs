namespace Audit.Classification.Tokens;

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    /// <summary>A bare word: keyword or name, as the place it stands in decides.</summary>
    Word,

    /// <summary>A quoted name.</summary>
    Quoted,

    /// <summary>A quoted text in any of the dialects' quotings.</summary>
    Text,

    /// <summary>A number, also <c>0x…</c>.</summary>
    Number,

    /// <summary>A parameter or variable: <c>@p</c>, <c>:p</c>, <c>$1</c>, <c>?</c>, <c>@@x</c>.</summary>
    Parameter,

    /// <summary>Any other sign; <see cref="Token.Word"/> tells the ones that matter.</summary>
    Sign,

    /// <summary><c>(</c></summary>
    Open,

    /// <summary><c>)</c></summary>
    Close,

    /// <summary><c>,</c></summary>
    Comma,

    /// <summary><c>.</c></summary>
    Dot,

    /// <summary><c>;</c></summary>
    Semicolon,
}

/// <summary>What the tokenizer and the parser found out about a token.</summary>
[Flags]
internal enum TokenFlags : byte
{
    None = 0,

    /// <summary>The first token of its line.</summary>
    StartsLine = 1,

    /// <summary>Within MySQL's <c>/*! … */</c>, which runs.</summary>
    ExecutableComment = 2,

    /// <summary>White space or a comment stands before it.</summary>
    Separated = 4,

    /// <summary>To be replaced although its kind is not that of a literal.</summary>
    Secret = 8,

    /// <summary>A text in which a backslash escapes.</summary>
    BackslashEscapes = 16,

    /// <summary>A text whose redacted content is known, because it runs.</summary>
    Body = 32,

    /// <summary>A comment stands before it.</summary>
    AfterComment = 64,

    /// <summary>It may count for something else than itself in the fingerprint, by what stands around it.</summary>
    Folds = 128,
}

/// <summary>A piece of a statement's text.</summary>
/// <param name="Start">Where it starts in the text.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Word">Which keyword or sign it is, if one that is known.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Flags">What else is known.</param>
/// <param name="Match">Of a parenthesis, the index of its counterpart.</param>
/// <param name="Identity">What it counts for in the fingerprint: the same for the same keyword in any case, the same for every literal.</param>
internal record struct Token(int Start, int End, Word Word, TokenKind Kind, TokenFlags Flags, int Match, ulong Identity)
{
    /// <summary>Whether it is replaced in the redacted text.</summary>
    public readonly bool IsLiteral => Kind is TokenKind.Text or TokenKind.Number || (Flags & TokenFlags.Secret) != 0;

    public readonly bool Has(TokenFlags flag) => (Flags & flag) != 0;
}
