using Audit.Storage.ClickHouse.Embedded.Sql;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>
/// The text of a request's statement (URL and body together), and for an insert the data that follows it. Only as much of
/// the body is read as the statement needs.
/// </summary>
internal sealed class StatementText
{
    private StatementText(byte[] bytes, int length, InsertStatement? insert, bool complete)
    {
        Buffer = bytes;
        Length = length;
        Insert = insert;
        Complete = complete;
    }

    internal byte[] Buffer { get; }

    internal int Length { get; }

    internal InsertStatement? Insert { get; }

    /// <summary>Whether the whole body has been read.</summary>
    internal bool Complete { get; }

    internal ReadOnlySpan<byte> Text => Buffer.AsSpan(0, Length);

    /// <summary>The data of an insert that was read together with its statement.</summary>
    internal ReadOnlySpan<byte> FirstData => Text[Insert!.Value.DataStart..];

    internal static async Task<StatementText> ReadAsync(string urlQuery, Stream body, bool hasParameters, int maximum, CancellationToken cancellationToken)
    {
        var length = System.Text.Encoding.UTF8.GetByteCount(urlQuery);
        if (length > maximum)
            throw ClickHouseErrors.QueryTooLarge(maximum);
        var buffer = new byte[Math.Max(length + 1, 4096)];
        System.Text.Encoding.UTF8.GetBytes(urlQuery, buffer);
        if (length > 0)
        {
            buffer[length] = (byte)'\n';
            // A format or VALUES in the URL means that the body is all data.
            if (Split(buffer.AsSpan(0, length + 1), hasParameters) is { } early)
                return new StatementText(buffer, length + 1, early, complete: false);
            length++;
        }
        while (true)
        {
            if (length == buffer.Length)
            {
                if (Split(buffer.AsSpan(0, length), hasParameters) is { } insert && insert.DataStart < length)
                    return new StatementText(buffer, length, insert, complete: false);
                if (length >= maximum)
                    throw ClickHouseErrors.QueryTooLarge(maximum);
                Array.Resize(ref buffer, Math.Min(length * 4, maximum));
            }
            var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return new StatementText(buffer, length, Split(buffer.AsSpan(0, length), hasParameters), complete: true);
            length += read;
        }
    }

    /// <summary>VALUES with placeholders are expressions of the statement, not data.</summary>
    private static InsertStatement? Split(ReadOnlySpan<byte> text, bool hasParameters) =>
        InsertStatement.Find(text) is { } insert && !(hasParameters && insert.Format == InsertStatement.Values) ? insert : null;
}
