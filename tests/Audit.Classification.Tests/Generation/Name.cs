namespace Audit.Classification.Tests.Generation;

/// <summary>A name as it is written into a statement, and as the classifier must tell it.</summary>
/// <param name="Written">With its quotes and qualifiers.</param>
/// <param name="Told">Unquoted; parts joined by dots, and quoted again where they hold a dot or a double quote.</param>
internal sealed record Name(string Written, string Told)
{
    /// <summary>A plain name, which is told as it is written.</summary>
    public Name(string plain)
        : this(plain, plain)
    {
    }

    /// <summary>The name qualified by a schema, database or table.</summary>
    public Name Under(Name qualifier) => new($"{qualifier.Written}.{Written}", $"{qualifier.Told}.{Told}");

    /// <summary>A name in quotes of its own.</summary>
    public static Name Quoted(string content, char open, char close)
    {
        var told = content.Contains('.', StringComparison.Ordinal) || content.Contains('"', StringComparison.Ordinal)
            ? $"\"{content.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : content;
        return new Name($"{open}{content.Replace($"{close}", $"{close}{close}", StringComparison.Ordinal)}{close}", told);
    }
}
