namespace Audit.Storage.ClickHouse.Embedded.ReadOnly;

/// <summary>A line of <c>EXPLAIN AST</c>: the kind of node and the text behind it, without alias and count of children.</summary>
internal readonly record struct AstLine(string Kind, string Text)
{
    internal static AstLine Parse(string line)
    {
        var text = line.Trim();
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
            return new AstLine(text, "");
        return new AstLine(text[..space], Name(text[(space + 1)..]));
    }

    private static string Name(string text)
    {
        var children = text.LastIndexOf("(children ", StringComparison.Ordinal);
        if (children >= 0 && text.EndsWith(')'))
            text = text[..children];
        var alias = text.LastIndexOf("(alias ", StringComparison.Ordinal);
        if (alias >= 0)
            text = text[..alias];
        return text.Trim();
    }
}
