using Audit.Storage.ClickHouse.Embedded.Http;
using Microsoft.AspNetCore.Http;

namespace Audit.Storage.ClickHouse.Embedded.Endpoint;

/// <summary>Writes answers to a network client.</summary>
internal sealed class KestrelSink(HttpContext context) : IResponseSink
{
    /// <summary>Why the body is broken, when it is.</summary>
    internal Exception? Failure { get; private set; }

    public ValueTask<Stream> StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return ValueTask.FromResult(context.Response.Body);
    }

    public void Abort(Exception reason) => Failure = reason;
}
