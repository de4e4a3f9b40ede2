using System.Collections.Concurrent;
using Audit.Storage.ClickHouse.Connection;

namespace Audit.Benchmarks.Serving;

/// <summary>Remembers the statements that go to the engine, so that they can be sent again by themselves.</summary>
internal sealed class RecordingTransport(Func<HttpMessageHandler> engine) : IClickHouseTransport
{
    private readonly ConcurrentQueue<SentStatement> _sent = new();

    public bool IsRemote => false;

    /// <summary>Whether statements are remembered.</summary>
    public bool IsRecording { get; set; }

    public HttpMessageHandler CreateHandler() => new Recorder(this) { InnerHandler = engine() };

    /// <summary>What was sent since the last call.</summary>
    public IReadOnlyList<SentStatement> TakeSent()
    {
        var sent = _sent.ToArray();
        _sent.Clear();
        return sent;
    }

    private sealed class Recorder(RecordingTransport transport) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (transport.IsRecording)
                transport._sent.Enqueue(await SentStatement.OfAsync(request, cancellationToken));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
