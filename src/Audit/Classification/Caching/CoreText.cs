using Audit.Statements;

namespace Audit.Classification.Caching;

/// <summary>Finds, without reading the whole text, where the comments around a statement end and begin.</summary>
internal static class CoreText
{
    /// <summary>Where the statement starts behind leading white space and comments.</summary>
    public static int StartOf(ReadOnlySpan<char> text, SqlDialect dialect)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (text[i] <= ' ')
            {
                i++;
                continue;
            }

            var rest = text[i..];
            if (!rest.StartsWith("--") || (dialect == SqlDialect.MySql && rest.Length > 2 && rest[2] > ' '))
                break;
            // Only PostgreSQL ends a comment at a carriage return; the analysis knows, and a text with one is not worth knowing here.
            var end = rest.IndexOf('\n');
            if (end < 0 || rest[..end].TrimEnd('\r').Contains('\r'))
                break;
            i += end + 1;
        }

        return i;
    }

    /// <summary>
    /// Where a trailing <c>/* … */</c> begins, or the end of the text. It is one only if what precedes it leaves neither quote nor comment open,
    /// which the entry of that text tells.
    /// </summary>
    public static int EndOf(ReadOnlySpan<char> text)
    {
        var end = text.Length;
        while (end > 0 && text[end - 1] is ' ' or '\n' or '\r' or '\t')
            end--;
        if (end < 4 || text[end - 1] != '/' || text[end - 2] != '*')
            return end;
        var start = text[..(end - 2)].LastIndexOf("/*");
        if (start < 0 || text[(start + 2)..(end - 2)].Contains("*/", StringComparison.Ordinal) || (start + 2 < text.Length && text[start + 2] is '!' or 'M'))
            return end;
        while (start > 0 && text[start - 1] is ' ' or '\n' or '\r' or '\t')
            start--;
        return start;
    }
}
