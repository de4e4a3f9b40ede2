using System.Collections.Immutable;
using Audit.Classification.Tokens;
using Audit.Redaction.Texts;

namespace Audit.Classification.Rewriting;

/// <summary>The comments around a statement: EF Core's <c>TagWith</c>, sqlcommenter.</summary>
internal static class StatementTags
{
    private const int MaxTags = 16;
    private const int MaxLength = 512;

    public static ImmutableArray<string> Read(ReadOnlySpan<char> text, TokenBuffer buffer, SecretNames secrets)
    {
        if (buffer.OuterComments.Count == 0)
            return [];
        var tags = ImmutableArray.CreateBuilder<string>();
        foreach (var (start, end) in buffer.OuterComments)
        {
            var content = Content(text[start..end]);
            if (content.IsEmpty)
                continue;
            if (tags.Count == MaxTags)
                break;
            tags.Add(SecretText.Redact(content[..Math.Min(content.Length, MaxLength + 1)].ToString(), secrets, MaxLength).Text);
        }

        return tags.DrainToImmutable();
    }

    private static ReadOnlySpan<char> Content(ReadOnlySpan<char> comment)
    {
        if (comment.StartsWith("/*"))
            return comment[2..].TrimEnd('/').TrimEnd('*').Trim();
        return comment.TrimStart("-#").Trim();
    }
}
