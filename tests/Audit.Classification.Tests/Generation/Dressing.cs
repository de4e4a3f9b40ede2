using System.Globalization;
using System.Text;

namespace Audit.Classification.Tests.Generation;

/// <summary>Writes a statement: plainly, in odd white space, comments, case and literals, or as the shape that all of these share.</summary>
internal sealed class Dressing(Grammar grammar, Random random, DressingKind kind)
{
    // Parameters of lists are numbered apart, so that a longer list does not rename those behind it.
    private const int FirstListed = 100;

    private readonly StringBuilder _text = new();
    private bool _gap;
    private int _parameter;
    private int _listed = FirstListed;
    private bool _inList;

    /// <summary>What must not be seen in the redacted text.</summary>
    public List<string> Secrets { get; } = [];

    public Random Random => random;

    public Grammar Grammar => grammar;

    public static string Write(Sql sql, Grammar grammar, Random random, DressingKind kind, List<string> secrets)
    {
        var dressing = new Dressing(grammar, random, kind);
        dressing.Write(sql);
        secrets.AddRange(dressing.Secrets);
        return dressing._text.ToString();
    }

    public void Write(Sql sql)
    {
        foreach (var piece in sql.Pieces)
            piece.Write(this);
    }

    public void Gap() => _gap = true;

    public void Append(string text)
    {
        if (text.Length == 0)
            return;
        if (_gap && _text.Length > 0)
            WriteGap(text[0]);
        _gap = false;
        _text.Append(text);
    }

    public void Keyword(string text)
    {
        if (kind != DressingKind.Wild)
        {
            Append(text);
            return;
        }

        Append(random.Next(4) switch
        {
            0 => text.ToLowerInvariant(),
            1 => string.Create(text.Length, (text, random), static (span, state) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = state.random.Next(2) == 0 ? state.text[i] : char.ToLowerInvariant(state.text[i]);
            }),
            _ => text,
        });
    }

    public void Marker(string text)
    {
        if (kind != DressingKind.Shape)
            Append(text);
    }

    public void Constant(string text) => Append(kind == DressingKind.Shape ? "?" : text);

    public void Literal(LiteralKind literal)
    {
        if (kind == DressingKind.Shape)
        {
            Append("?");
            return;
        }

        if (literal == LiteralKind.Any)
            literal = random.Next(9) switch { 0 => LiteralKind.Any, < 4 => LiteralKind.Number, _ => LiteralKind.Text };
        Append(literal switch
        {
            LiteralKind.Any => grammar.Binary(this),
            LiteralKind.Number => grammar.Number(this),
            LiteralKind.Integer => NewDigits(),
            _ => grammar.Text(this),
        });
    }

    public void Secret(string prefix, string suffix) => Append(kind == DressingKind.Shape ? "?" : prefix + NewSecret() + suffix);

    public void Repeat(Sql item, int most)
    {
        var count = kind == DressingKind.Wild ? random.Next(1, most + 1) : 1;
        _inList = true;
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                Append(",");
                Gap();
            }

            Write(item);
        }

        _inList = false;
    }

    public void Parameter() => Append(kind == DressingKind.Shape ? "parameter" : grammar.Parameter(_inList ? _listed++ : _parameter++));

    public void Body(Sql inner, QuotingKind quoting, bool runs)
    {
        var within = new Dressing(grammar, random, kind);
        within.Write(inner);
        Secrets.AddRange(within.Secrets);
        var text = within._text.ToString();
        if (kind == DressingKind.Shape)
            Append(runs ? $"<{text}>" : "?");
        else
            Append(grammar.Quote(text, quoting, random));
    }

    /// <summary>A word that stands nowhere else.</summary>
    public string NewSecret()
    {
        var secret = "Zq" + random.NextInt64(1L << 40, 1L << 44).ToString("x", CultureInfo.InvariantCulture) + "J";
        Secrets.Add(secret);
        return secret;
    }

    /// <summary>Digits that stand nowhere else.</summary>
    public string NewDigits()
    {
        var digits = random.NextInt64(910_000_000, 999_999_999).ToString(CultureInfo.InvariantCulture);
        Secrets.Add(digits);
        return digits;
    }

    private void WriteGap(char next)
    {
        if (kind != DressingKind.Wild)
        {
            _text.Append(' ');
            return;
        }

        var last = _text[^1];
        if (last == '/' && Grammar.SlashAloneEnds)
        {
            _text.Append(' ');
            return;
        }

        var mayBeNone = last is '(' or ',' or '=' || next is '(' or ')' or ',' or '=';
        if (mayBeNone && random.Next(3) == 0)
            return;
        if (random.Next(6) > 0)
        {
            _text.Append(random.Next(3) == 0 ? grammar.Space(random) : " ");
            return;
        }

        // Between words a comment may stand alone; beside a sign it could make another one of it.
        if (!char.IsAsciiLetterOrDigit(last))
            _text.Append(' ');
        _text.Append(grammar.Comment(this));
    }
}

internal enum DressingKind
{
    /// <summary>One blank, capitals, lists of one.</summary>
    Plain,

    /// <summary>Anything goes.</summary>
    Wild,

    /// <summary>What the fingerprint stands for: literals as question marks.</summary>
    Shape,
}
