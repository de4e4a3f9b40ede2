using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>The port that belongs to the SQL endpoint alone, if <c>Audit:Sql:Url</c> names one.</summary>
internal sealed class SqlPort(IOptions<ClickHouseEndpointOptions> options)
{
    internal const string Key = $"{ClickHouseEndpointOptions.SectionName}:{nameof(ClickHouseEndpointOptions.Url)}";

    /// <summary>The address to listen on, as it was configured.</summary>
    internal string? Url { get; } = string.IsNullOrWhiteSpace(options.Value.Url) ? null : options.Value.Url;

    /// <summary>The port's number; 0 when there is none.</summary>
    internal int Number { get; } = PortOf(options.Value.Url) ?? 0;

    /// <summary>Whether something is to be served there.</summary>
    internal bool IsMapped { get; private set; }

    internal void Map()
    {
        if (IsMapped)
            throw new InvalidOperationException($"MapClickHouse was called twice, but {Key} gives the SQL endpoint one place: the root of its port. Call it once.");
        IsMapped = true;
    }

    /// <summary>The port of an address that a server can listen on; null when it is none.</summary>
    internal static int? PortOf(string? url)
    {
        // A star or a plus stands for every address of the machine.
        var plain = url?.Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal);
        return Uri.TryCreate(plain, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address is { PathAndQuery: "/", Fragment: "", UserInfo: "", Port: > 0 }
            ? address.Port
            : null;
    }
}

/// <summary>Marks the endpoints that are reached through the port of their own only.</summary>
internal sealed class SqlPortOnly
{
    internal static readonly SqlPortOnly Instance = new();
}
