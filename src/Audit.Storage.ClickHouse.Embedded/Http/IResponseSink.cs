namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>Where an answer goes: the head first, then a body that may be long.</summary>
internal interface IResponseSink
{
    /// <summary>Sends the status and the headers and gives the stream for the body.</summary>
    ValueTask<Stream> StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken);

    /// <summary>Ends a body that failed midway so that the client sees it as broken.</summary>
    void Abort(Exception reason);
}
