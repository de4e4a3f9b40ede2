using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Audit.Querying.Filtering;

/// <summary>The addresses of a range, as IPv6; IPv4 is mapped as the column holds it.</summary>
internal readonly record struct AddressRange(IPAddress First, IPAddress Last)
{
    public const string Expected = "it must be an IP address or a range such as 10.1.0.0/16 or 2001:db8::/32.";

    private const int MappedPrefix = 96;

    /// <summary>Reads an address or a range in CIDR notation.</summary>
    public static bool TryParse(string text, out AddressRange range)
    {
        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];

        // IPAddress takes "1" and "0x7f.1" for addresses; whoever typed that meant something else.
        if (!IPAddress.TryParse(host, out var address) || host.AsSpan().ContainsAny("[]%")
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != host))
            return false;

        var isV4 = address.AddressFamily == AddressFamily.InterNetwork;
        var longest = isV4 ? 32 : 128;
        var prefix = longest;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > longest))
            return false;

        var value = ToNumber(address);
        var bits = isV4 ? prefix + MappedPrefix : prefix;
        var hosts = bits == 0 ? UInt128.MaxValue : (UInt128.One << (128 - bits)) - 1;
        range = new AddressRange(ToAddress(value & ~hosts), ToAddress(value | hosts));
        return true;
    }

    /// <summary>Whether an address lies within. <c>::</c> stands for an event without a client, which lies in no range.</summary>
    public bool Contains(IPAddress address)
    {
        var value = ToNumber(address);
        return value != UInt128.Zero && value >= ToNumber(First) && value <= ToNumber(Last);
    }

    private static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static IPAddress ToAddress(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new IPAddress(bytes);
    }
}
