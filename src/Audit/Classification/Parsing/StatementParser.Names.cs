using System.Buffers;
using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>Names of tables.</summary>
internal ref partial struct StatementParser
{
    private const int MaxParts = 5;

    /// <summary>What is written twice or within quotes of its own.</summary>
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(".\"`]'");

    /// <summary>The end of the qualified name that starts at <paramref name="i"/>; <paramref name="i"/> itself when none does.</summary>
    private readonly int NameEnd(int i)
    {
        if (!IsName(i) && !(KindAt(i) == TokenKind.Text && _text[_tokens[i].Start] is '"' or '\''))
            return i;
        i++;
        while (KindAt(i) == TokenKind.Dot)
        {
            // db..t leaves out the schema.
            i++;
            if (IsName(i) || Is(i, Word.Star))
                i++;
        }

        return i;
    }

    private readonly string? Name(int start, int end, NameSet names)
    {
        if (Is(end - 1, Word.Star))
            end -= 2;
        if (end <= start || end - start > (2 * MaxParts) - 1)
        {
            NotUnderstood();
            return null;
        }

        if (IsPlain(start, end))
            return names.Add(_text[_tokens[start].Start.._tokens[end - 1].End]);

        if (end == start + 1 && PlainContent(start) is { IsEmpty: false } content)
            return names.Add(content);

        var name = new NameWriter(stackalloc char[128]);
        for (var i = start; i < end; i++)
        {
            if (KindAt(i) == TokenKind.Dot)
                name.Append('.');
            else
                name.AppendPart(TextAt(i), KindAt(i) is TokenKind.Quoted or TokenKind.Text);
        }

        return names.Add(name.Written);
    }

    /// <summary>Whether a name is written without quotes and white space, and so is what its text is.</summary>
    private readonly bool IsPlain(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (KindAt(i) is not (TokenKind.Word or TokenKind.Dot) || (i > start && KindIs(i, TokenFlags.Separated)))
                return false;
        }

        return true;
    }

    /// <summary>What a quoted name says, when its quotes are all that need be taken away; otherwise nothing.</summary>
    private readonly ReadOnlySpan<char> PlainContent(int i)
    {
        var text = TextAt(i);
        if (text.Length < 3 || text[0] is not ('"' or '`' or '['))
            return default;
        var content = text[1..^1];
        return content.ContainsAny(NeedQuotes) ? default : content;
    }

    /// <summary>Counts a name as written to, and tells it.</summary>
    private readonly string? Write(int start, int end)
    {
        if (!IsTable(start))
            return null;
        return Name(start, end, _findings.Writes);
    }

    private readonly string? Read(int start, int end)
    {
        if (!IsTable(start) || (end == start + 1 && (_workspace.Scope.Find(Unquoted(start)) >= 0 || IsDual(start))))
            return null;
        return Name(start, end, _findings.Reads);
    }

    /// <summary>The table that is none, of MySQL and Oracle.</summary>
    private readonly bool IsDual(int i) => _dialect is SqlDialect.MySql or SqlDialect.Oracle && IsText(i, "DUAL");

    /// <summary>Not variables, and not the literals that stand where a name should.</summary>
    private readonly bool IsTable(int i) => IsName(i);

    /// <summary>A name as it is compared with others of the same text.</summary>
    private readonly ReadOnlySpan<char> Unquoted(int i)
    {
        var text = TextAt(i);
        return KindAt(i) == TokenKind.Word || text.Length < 2 ? text : text[1..^1];
    }

    private readonly bool SameName(int a, int b) => Unquoted(a).Equals(Unquoted(b), StringComparison.OrdinalIgnoreCase);
}
