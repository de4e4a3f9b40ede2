using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Audit.Classification.Tests.Generation;

/// <summary>
/// A statement or a part of one, together with the truth about it, written as an interpolated string:
/// <c>Sql sql = $"DELETE FROM {table:w} WHERE {column} IN (SELECT id FROM {other:r} WHERE {column} = ?)"</c>.
/// In its text, words in capitals are keywords, a blank is any white space, <c>?</c> any literal (<c>?s</c> a text, <c>?n</c> a number, <c>?i</c> a whole one);
/// numbers and texts in quotes are literals whose value matters. In its holes, <c>:w</c> and <c>:r</c> tell that a table is written or read.
/// </summary>
[InterpolatedStringHandler]
internal sealed partial class Sql
{
    public Sql(int literalLength, int formattedCount)
    {
        _ = literalLength;
        _ = formattedCount;
    }

    /// <summary>Makes an interpolated string one of these where C# would make it a string.</summary>
    public static Sql Of(Sql sql) => sql;

    public static Sql Empty => new(0, 0);

    public List<Piece> Pieces { get; } = [];

    public Effects Effects { get; } = new();

    /// <summary>The statements of a batch, for parsers that take one at a time.</summary>
    public List<Sql> Parts { get; } = [];

    /// <summary>What only some of the dialect's servers understand, for example <c>mysql</c> beside MariaDB; empty for all.</summary>
    public string Only { get; private set; } = "";

    public void AppendLiteral(string text)
    {
        foreach (Match match in Tokens().Matches(text))
        {
            Piece piece = match.Value switch
            {
                " " => new Gap(),
                "?" => new Literal(LiteralKind.Any),
                "?s" => new Literal(LiteralKind.Text),
                "?n" => new Literal(LiteralKind.Number),
                "?i" => new Literal(LiteralKind.Integer),
                ['"', ..] => new DoubleQuoted(match.Value),
                ['/', '*', ..] or ['*', '/'] => new Marker(match.Value),
                [(>= '0' and <= '9') or '\'', ..] or ['-', >= '0' and <= '9', ..] => new Constant(match.Value),
                var word when char.IsAsciiLetterUpper(word[0]) && !word.AsSpan().ContainsAnyInRange('a', 'z') => new Keyword(word),
                var other => new Verbatim(other),
            };
            Pieces.Add(piece);
        }
    }

    public void AppendFormatted(Name name, string? format = null)
    {
        Pieces.Add(new Verbatim(name.Written));
        if (format == "w")
            Effects.Writes.Add(name.Told);
        else if (format == "r")
            Effects.Reads.Add(name.Told);
    }

    public void AppendFormatted(Sql sql)
    {
        Pieces.AddRange(sql.Pieces);
        Effects.Add(sql.Effects);
        if (sql.Only.Length > 0)
            Only = sql.Only;
    }

    public void AppendFormatted(Piece piece) => Pieces.Add(piece);

    /// <summary>Text that is itself written in the language of this class.</summary>
    public void AppendFormatted(string text) => AppendLiteral(text);

    /// <summary>The verbs that run.</summary>
    public Sql Does(params ReadOnlySpan<string> operations)
    {
        Effects.Operations.AddRange(operations);
        return this;
    }

    /// <summary>Why it is destructive.</summary>
    public Sql Because(string reason, Name? table = null)
    {
        Effects.Reasons.Add(new Effects.Reason(reason, table?.Told, null));
        return this;
    }

    public Sql BecauseIf(bool holds, string reason, Name? table = null) => holds ? Because(reason, table) : this;

    /// <summary>Where what is destructive hides.</summary>
    public Sql Via(string via)
    {
        Effects.Hide(via);
        return this;
    }

    public Sql Writes(Name table)
    {
        Effects.Writes.Add(table.Told);
        return this;
    }

    public Sql Reads(Name table)
    {
        Effects.Reads.Add(table.Told);
        return this;
    }

    public Sql Opaque()
    {
        Effects.IsOpaque = true;
        return this;
    }

    /// <summary>Understood by one kind of server only.</summary>
    public Sql OnlyFor(string server)
    {
        Only = server;
        return this;
    }

    /// <summary>The same text where it does not run.</summary>
    public Sql Inert()
    {
        var inert = Empty;
        inert.Pieces.AddRange(Pieces.Select(static piece => piece is Body body ? body with { Runs = false } : piece));
        inert.Only = Only;
        return inert;
    }

    /// <summary>The same text as a literal that runs.</summary>
    public Sql Quoted(QuotingKind quoting = QuotingKind.Any)
    {
        var quoted = Empty;
        quoted.Pieces.Add(new Body(this, quoting));
        quoted.Effects.Add(Effects);
        quoted.Only = Only;
        return quoted;
    }

    /// <summary>Items with a comma between.</summary>
    public static Sql Join(IEnumerable<Sql> items, string separator = ", ")
    {
        var joined = Empty;
        foreach (var item in items)
        {
            if (joined.Pieces.Count > 0)
                joined.AppendLiteral(separator);
            joined.AppendFormatted(item);
        }

        return joined;
    }

    [GeneratedRegex("""\?[sni]?(?![a-z0-9])|U&"[^"]*"|/\*M?!\d*|\*/|(?<![^ (])-[0-9][0-9.]*|[\p{L}_@#][\p{L}\p{N}_$]*|[0-9][0-9.a-fxA-F]*|'(?:[^']|'')*'|"[^"]*"|`[^`]*`|.""", RegexOptions.Singleline)]
    private static partial Regex Tokens();
}
