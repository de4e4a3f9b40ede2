using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>One request of the ClickHouse HTTP interface, free of the transport it came by.</summary>
internal sealed class ClickHouseRequest
{
    /// <summary>The statement's beginning, from the URL or a form field; the body continues it.</summary>
    internal string UrlQuery { get; set; } = "";

    /// <summary>The body, already decompressed.</summary>
    internal Stream Body { get; set; } = Stream.Null;

    internal Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    internal List<string> ParameterNames { get; } = [];

    internal List<string> ParameterValues { get; } = [];

    internal QueryParameters Parameters => new(ParameterNames, ParameterValues);

    internal string QueryId { get; set; } = "";

    internal string? SessionId { get; set; }

    internal TimeSpan? SessionTimeout { get; set; }

    internal bool SessionMustExist { get; set; }

    internal string? Database { get; set; }

    internal string DefaultFormat { get; set; } = "TabSeparated";

    internal string? User { get; set; }

    internal string? Password { get; set; }

    /// <summary>Requests by GET must not change anything, as on a server.</summary>
    internal bool IsGet { get; set; }

    internal string? AcceptEncoding { get; set; }

    /// <summary>Whether the answer is to be compressed in blocks of ClickHouse (<c>compress=1</c>), which no header tells.</summary>
    internal bool WantsBlocks { get; set; }

    /// <summary>Whether the body came in such blocks (<c>decompress=1</c>).</summary>
    internal bool SendsBlocks { get; set; }

    /// <summary>Where it is noted what became of the request; <see langword="null"/> when nobody asks.</summary>
    internal ExecutedStatement? Executed { get; set; }
}
