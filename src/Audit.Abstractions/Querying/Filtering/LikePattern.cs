using System.Text;

namespace Audit.Querying.Filtering;

/// <summary>SQL patterns, brought into the one form that the engine reads as meant.</summary>
internal static class LikePattern
{
    public const string QuotesNothing = "the pattern ends with a backslash that quotes nothing; write \\\\ for a backslash.";

    /// <summary>
    /// Drops backslashes that quote an ordinary character: the engine would take them for text. <see langword="null"/> when the last backslash quotes nothing.
    /// </summary>
    public static string? Normalise(string pattern)
    {
        if (!pattern.Contains('\\', StringComparison.Ordinal))
            return pattern;

        var normal = new StringBuilder(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '\\')
            {
                normal.Append(pattern[i]);
                continue;
            }

            if (++i == pattern.Length)
                return null;
            if (pattern[i] is '%' or '_' or '\\')
                normal.Append('\\');
            normal.Append(pattern[i]);
        }

        return normal.ToString();
    }
}
