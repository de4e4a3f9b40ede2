using System.IO.Pipelines;
using System.Net;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>Builds an <see cref="HttpResponseMessage"/> whose body is read while it is written, with bounded memory.</summary>
internal sealed class MessageSink : IResponseSink
{
    private const int PauseBytes = 1 << 20;

    private readonly HttpRequestMessage _request;
    private readonly CancellationTokenSource _cancelled;
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Pipe? _pipe;
    private Exception? _reason;

    internal MessageSink(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _request = request;
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Cancelled = _cancelled.Token;
    }

    internal Task<HttpResponseMessage> Response => _response.Task;

    /// <summary>Cancelled when the caller gives up, or disposes the body before its end.</summary>
    internal CancellationToken Cancelled { get; }

    public ValueTask<Stream> StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        _pipe = new Pipe(new PipeOptions(pauseWriterThreshold: PauseBytes, resumeWriterThreshold: PauseBytes / 2, useSynchronizationContext: false));
        var response = new HttpResponseMessage((HttpStatusCode)status)
        {
            RequestMessage = _request,
            Content = new StreamContent(new ResponseBody(_pipe.Reader, _cancelled)),
        };
        foreach (var (name, value) in headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
                response.Content.Headers.TryAddWithoutValidation(name, value);
        }
        // Nobody awaits the response once its caller has given up; the body must not be left waiting for a reader.
        if (!_response.TrySetResult(response))
            response.Dispose();
        return ValueTask.FromResult(_pipe.Writer.AsStream(leaveOpen: true));
    }

    public void Abort(Exception reason) => _reason = new IOException(reason.Message, reason);

    internal void Complete(Exception? failure)
    {
        if (_pipe is null)
            _response.TrySetException(failure ?? new InvalidOperationException("The request was not answered."));
        else
            _pipe.Writer.Complete(failure ?? _reason);
    }
}
