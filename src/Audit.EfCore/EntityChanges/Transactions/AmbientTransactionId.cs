using System.Buffers.Binary;
using System.Globalization;
using System.Transactions;

namespace Audit.EfCore.EntityChanges.Transactions;

/// <summary>An id for an ambient transaction. .NET names it by the process's own UUID and a number: the number goes into the last bytes of the UUID.</summary>
internal static class AmbientTransactionId
{
    private const int UuidLength = 36;

    public static Guid Of(Transaction transaction)
    {
        var name = transaction.TransactionInformation.LocalIdentifier;
        if (name.Length <= UuidLength + 1 || !Guid.TryParse(name.AsSpan(0, UuidLength), out var process)
            || !uint.TryParse(name.AsSpan(UuidLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Guid.Empty;
        Span<byte> bytes = stackalloc byte[16];
        process.TryWriteBytes(bytes);
        var last = bytes[12..];
        BinaryPrimitives.WriteUInt32BigEndian(last, BinaryPrimitives.ReadUInt32BigEndian(last) ^ number);
        return new Guid(bytes);
    }
}
