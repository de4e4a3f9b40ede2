using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Unicode;
using Audit.Context;
using Audit.Events;
using Utf8Encoding = System.Text.Encoding;

namespace Audit.AspNetCore.Propagation;

/// <summary>
/// The form of a propagated context: <c>key id . payload . HMAC-SHA-256 of both</c>, payload and signature in base64url, so that it needs no escaping in a
/// <c>baggage</c> header. The payload: version, milliseconds since 1970, actor type, and texts behind their lengths.
/// </summary>
internal static class SignedContext
{
    private const byte Version = 1;
    private const int HeadBytes = 10;
    private const int MaxPayloadBytes = 320;
    private const int MaxTextBytes = 255;
    private const int Texts = 7;

    /// <summary>Signs a context; <see langword="null"/> when even the ids are too long for it.</summary>
    public static string? Write(PropagatedContext context, DateTimeOffset now, string keyId, byte[] key, int maxBytes) =>
        // A name is for people and can be left out; half an id would be another one's.
        TryWrite(context, now, keyId, key, maxBytes) ?? TryWrite(context with { Actor = context.Actor with { Name = null } }, now, keyId, key, maxBytes);

    private static string? TryWrite(PropagatedContext context, DateTimeOffset now, string keyId, byte[] key, int maxBytes)
    {
        Span<byte> payload = stackalloc byte[MaxPayloadBytes];
        payload[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(payload[1..], now.ToUnixTimeMilliseconds());
        payload[9] = (byte)context.Actor.Type;
        var rest = payload[HeadBytes..];
        if (!Put(ref rest, context.Actor.Id) || !Put(ref rest, context.Actor.Name) || !Put(ref rest, context.Actor.TenantId) || !Put(ref rest, context.Actor.ImpersonatorId)
            || !Put(ref rest, context.SessionId) || !Put(ref rest, context.ApiKeyId) || !Put(ref rest, context.Application))
        {
            return null;
        }

        var signed = keyId + "." + Base64Url.EncodeToString(payload[..^rest.Length]);
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Utf8Encoding.ASCII.GetBytes(signed), signature);
        var text = signed + "." + Base64Url.EncodeToString(signature);
        return text.Length <= maxBytes ? text : null;
    }

    /// <summary>The id of the key that is said to have signed; <see langword="null"/> when the form is another.</summary>
    public static string? KeyIdOf(string text) => text.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? text[..dot] : null;

    public static PropagationRefusal Read(string text, byte[] key, out PropagatedContext? context, out DateTimeOffset signedAt)
    {
        context = null;
        signedAt = default;
        var end = text.LastIndexOf('.');
        var start = text.IndexOf('.', StringComparison.Ordinal) + 1;
        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes + 1];
        if (end <= start || !TryDecode(text.AsSpan(end + 1), claimed, out var length))
            return PropagationRefusal.Malformed;

        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Utf8Encoding.UTF8.GetBytes(text[..end]), signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, claimed[..length]))
            return PropagationRefusal.WrongSignature;

        // From here on it is what a holder of the key wrote, though perhaps by another version.
        Span<byte> payload = stackalloc byte[MaxPayloadBytes];
        if (!TryDecode(text.AsSpan(start, end - start), payload, out var bytes) || bytes < HeadBytes || payload[0] != Version || payload[9] > (byte)ActorType.System)
            return PropagationRefusal.Malformed;

        signedAt = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(BinaryPrimitives.ReadInt64BigEndian(payload[1..]), 0, 253_402_300_799_999));
        ReadOnlySpan<byte> rest = payload[HeadBytes..bytes];
        var texts = new string?[Texts];
        for (var i = 0; i < Texts; i++)
        {
            if (!Take(ref rest, out texts[i]))
                return PropagationRefusal.Malformed;
        }

        context = new PropagatedContext(
            new AuditActor((ActorType)payload[9], texts[0] ?? "", texts[1], texts[2], texts[3]), texts[4], texts[5], texts[6] ?? "");
        return PropagationRefusal.None;
    }

    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int length)
    {
        length = 0;
        return Base64Url.GetMaxDecodedLength(text.Length) <= bytes.Length + 2 && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out length);
    }

    private static bool Put(ref Span<byte> rest, string? text)
    {
        var room = Math.Min(rest.Length - 1, MaxTextBytes);
        if (room < 0 || Utf8.FromUtf16(text, rest.Slice(1, room), out _, out var written) != System.Buffers.OperationStatus.Done)
            return false;
        rest[0] = (byte)written;
        rest = rest[(written + 1)..];
        return true;
    }

    /// <summary>An empty text is none.</summary>
    private static bool Take(ref ReadOnlySpan<byte> rest, out string? text)
    {
        text = null;
        if (rest.IsEmpty || rest.Length <= rest[0])
            return false;
        if (rest[0] > 0)
            text = Utf8Encoding.UTF8.GetString(rest.Slice(1, rest[0]));
        rest = rest[(rest[0] + 1)..];
        return true;
    }
}
