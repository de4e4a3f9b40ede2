using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Audit.Querying;

namespace Audit.Storage.ClickHouse.Reading.Paging;

/// <summary>
/// The place of an event in an order: what it is sorted by, and its id. As text: base64url of version, sort, direction, key, id and
/// a checksum, which tells a mangled cursor from a good one (it keeps no secret: a cursor holds nothing that a filter could not say).
/// </summary>
/// <param name="Sort">What the order is by.</param>
/// <param name="Direction">The direction of the order.</param>
/// <param name="Key">The value sorted by.</param>
/// <param name="Id">The event's id.</param>
internal readonly record struct PageCursor(AuditSort Sort, SortDirection Direction, long Key, Guid Id)
{
    private const byte Version = 1;
    private const int KeyOffset = 3;
    private const int IdOffset = 11;
    private const int ChecksumOffset = 27;
    private const int ChecksumLength = 4;
    private const int Length = ChecksumOffset + ChecksumLength;
    private const int TextLength = 42;

    public static PageCursor Of(StoredAuditEvent stored, AuditSort sort, SortDirection direction) =>
        new(sort, direction, KeyOf(stored, sort), stored.Event.Id);

    public string Encode()
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        bytes[1] = (byte)Sort;
        bytes[2] = (byte)Direction;
        BinaryPrimitives.WriteInt64BigEndian(bytes[KeyOffset..], Key);
        Id.TryWriteBytes(bytes[IdOffset..], bigEndian: true, out _);
        WriteChecksum(bytes[..ChecksumOffset], bytes[ChecksumOffset..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor that must belong to the order asked for.</summary>
    /// <exception cref="AuditQueryException">It does not, or it is none.</exception>
    public static PageCursor Decode(string text, AuditSort sort, SortDirection direction, string path)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != TextLength || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done || written != Length || !HasChecksum(bytes) || !Base64Url.EncodeToString(bytes).AsSpan().SequenceEqual(text))
            throw Invalid(path, "this is not a cursor; pass one as it was returned with an event.");
        if (bytes[0] != Version)
            throw Invalid(path, "the cursor was made by another version; start again from the first page.");
        if (bytes[1] != (byte)sort || bytes[2] != (byte)direction)
            throw Invalid(path, "the cursor belongs to another sort or direction; pass it with those it was returned for.");

        return new PageCursor(sort, direction, BinaryPrimitives.ReadInt64BigEndian(bytes[KeyOffset..]), new Guid(bytes.Slice(IdOffset, 16), bigEndian: true));
    }

    private static long KeyOf(StoredAuditEvent stored, AuditSort sort) => sort switch
    {
        AuditSort.Duration => stored.Event.DurationMicroseconds,
        AuditSort.RowsAffected => stored.Event.RowsAffected,
        _ => stored.Event.OccurredAtUnixMicroseconds,
    };

    private static bool HasChecksum(ReadOnlySpan<byte> bytes)
    {
        Span<byte> checksum = stackalloc byte[ChecksumLength];
        WriteChecksum(bytes[..ChecksumOffset], checksum);
        return checksum.SequenceEqual(bytes[ChecksumOffset..]);
    }

    private static void WriteChecksum(ReadOnlySpan<byte> bytes, Span<byte> checksum)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        hash[..ChecksumLength].CopyTo(checksum);
    }

    private static AuditQueryException Invalid(string path, string message) => new(AuditQueryFailure.Invalid, $"{path}: {message}");
}
