namespace Audit.Benchmarks.Classification;

/// <summary>Texts of any length that ask for more than linear time, beside two that are merely long.</summary>
internal static class HostileTexts
{
    /// <summary>What is written before, again and again, and behind.</summary>
    private static readonly (string Name, string Start, string Piece, string End)[] Shapes =
    [
        ("rows of VALUES", "INSERT INTO t VALUES ", "(1, 'some text', @p, NULL), ", "(2, '', @q, 3)"),
        ("a script of statements", "", "UPDATE orders SET status = 'paid', total = total + 1 WHERE id = 2;\n", "DROP TABLE t"),
        ("`a.a.a.a…`", "SELECT ", "a.", "a"),
        ("open parentheses", "SELECT ", "(", "1"),
        ("nested queries", "SELECT * FROM ", "(SELECT * FROM ", "t"),
        ("nested comments", "SELECT 1 ", "/* a ", "*/"),
        ("an unterminated quote", "SELECT '", "it''s ", ""),
        ("unterminated dollar quotes", "SELECT ", "$a", "1"),
        ("conditions in a row", "DELETE FROM t WHERE ", "1=1 AND ", "1=1"),
        ("common tables", "WITH ", "a AS (SELECT 1), ", "b AS (SELECT 2) SELECT 3 FROM b"),
    ];

    public static IEnumerable<string> Names => Shapes.Select(static shape => shape.Name);

    public static string Make(int shape, int length)
    {
        var (_, start, piece, end) = Shapes[shape];
        return string.Create(Math.Max(length, start.Length + end.Length), (start, piece, end), static (text, parts) =>
        {
            parts.start.CopyTo(text);
            parts.end.CopyTo(text[^parts.end.Length..]);
            text = text[parts.start.Length..^parts.end.Length];
            for (var i = 0; i < text.Length; i++)
                text[i] = parts.piece[i % parts.piece.Length];
        });
    }
}
