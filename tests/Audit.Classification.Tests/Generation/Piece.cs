namespace Audit.Classification.Tests.Generation;

/// <summary>A piece of a statement, which each dressing may write differently.</summary>
internal abstract record Piece
{
    public abstract void Write(Dressing dressing);
}

/// <summary>White space or comments. Beside parentheses, commas and the equals sign there may be none.</summary>
internal sealed record Gap : Piece
{
    public override void Write(Dressing dressing) => dressing.Gap();
}

/// <summary>A word of which the case does not matter.</summary>
internal sealed record Keyword(string Text) : Piece
{
    public override void Write(Dressing dressing) => dressing.Keyword(Text);
}

/// <summary>What is always written the same: names and signs.</summary>
internal sealed record Verbatim(string Text) : Piece
{
    public override void Write(Dressing dressing) => dressing.Append(Text);
}

/// <summary>What makes a comment of MySQL run: it changes nothing of the shape.</summary>
internal sealed record Marker(string Text) : Piece
{
    public override void Write(Dressing dressing) => dressing.Marker(Text);
}

/// <summary>A literal of which the value matters, because a condition is true or false by it.</summary>
internal sealed record Constant(string Text) : Piece
{
    public override void Write(Dressing dressing) => dressing.Constant(Text);
}

/// <summary>In double quotes: a name, or a literal where the dialect takes it for one.</summary>
internal sealed record DoubleQuoted(string Text) : Piece
{
    public override void Write(Dressing dressing)
    {
        if (dressing.Grammar.DoubleQuotedIsText)
            dressing.Constant(Text);
        else
            dressing.Append(Text);
    }
}

/// <summary>Any literal, with a secret in it.</summary>
internal sealed record Literal(LiteralKind Kind) : Piece
{
    public override void Write(Dressing dressing) => dressing.Literal(Kind);
}

/// <summary>A secret that is no literal, such as a password written like a name.</summary>
internal sealed record Secret(string Prefix = "", string Suffix = "") : Piece
{
    public override void Write(Dressing dressing) => dressing.Secret(Prefix, Suffix);
}

/// <summary>A list whose length does not matter: of IN, or of the rows of VALUES.</summary>
internal sealed record Repeated(Sql Item, int Most) : Piece
{
    public override void Write(Dressing dressing) => dressing.Repeat(Item, Most);
}

/// <summary>A parameter that counts up within a repeated list.</summary>
internal sealed record Parameter : Piece
{
    public override void Write(Dressing dressing) => dressing.Parameter();
}

/// <summary>A literal that runs: the text within it, in any quoting of the dialect.</summary>
internal sealed record Body(Sql Inner, QuotingKind Quoting) : Piece
{
    /// <summary>Whether it runs now; within what is only created it is a literal like any other.</summary>
    public bool Runs { get; init; } = true;

    public override void Write(Dressing dressing) => dressing.Body(Inner, Quoting, Runs);
}

internal enum LiteralKind
{
    Any,
    Text,
    Number,
    Integer,
}

/// <summary>How a literal that runs may be quoted.</summary>
internal enum QuotingKind
{
    /// <summary>Any way in which the dialect quotes strings.</summary>
    Any,

    /// <summary>Single quotes without prefix only.</summary>
    Plain,
}
