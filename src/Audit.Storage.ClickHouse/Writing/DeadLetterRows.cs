using System.Text;

namespace Audit.Storage.ClickHouse.Writing;

/// <summary>Dead letters as rows of their table. They are few: nothing is saved here.</summary>
internal static class DeadLetterRows
{
    public static string[] ColumnNames { get; } = ["stream", "seq", "retention_class", "schema_version", "leaf_check", "expires_at", "code", "row"];

    /// <summary>The same for the same rows, so that an insert that is tried twice is stored once.</summary>
    public static string TokenOf(IReadOnlyList<DeadLetter> deadLetters) =>
        $"dead:{deadLetters[0].Stream}:{string.Join(',', deadLetters.Select(static deadLetter => deadLetter.Sealed.Sequence))}";

    public static byte[] Encode(IEnumerable<DeadLetter> deadLetters)
    {
        using var bytes = new MemoryStream();
        using var rows = new BinaryWriter(bytes);
        foreach (var deadLetter in deadLetters)
        {
            Write(rows, Encoding.UTF8.GetBytes(deadLetter.Stream));
            rows.Write(deadLetter.Sealed.Sequence);
            Write(rows, Encoding.UTF8.GetBytes(deadLetter.RetentionClass));
            rows.Write(deadLetter.SchemaVersion);
            rows.Write(deadLetter.Sealed.LeafCheck);
            rows.Write(deadLetter.Sealed.ExpiresAt);
            Write(rows, Encoding.UTF8.GetBytes(deadLetter.Code));
            Write(rows, deadLetter.Row.Span);
        }

        return bytes.ToArray();
    }

    private static void Write(BinaryWriter rows, ReadOnlySpan<byte> text)
    {
        rows.Write7BitEncodedInt(text.Length);
        rows.Write(text);
    }
}
