using System.IO.Pipelines;
using Audit.Storage.ClickHouse.Embedded.Engine;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>Answers HTTP requests by running them on the engine of this process.</summary>
internal sealed class EmbeddedClickHouseHandler(Func<CancellationToken, ValueTask<EngineHost>> engine) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var host = await engine(cancellationToken).ConfigureAwait(false);
        var sink = new MessageSink(request, cancellationToken);
        // The caller gets the head as soon as there is one, and reads the body meanwhile.
        _ = ServeAsync(host, request, sink);
        // A caller that gives up does not wait until the engine has noticed.
        return await sink.Response.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ServeAsync(EngineHost engine, HttpRequestMessage message, MessageSink sink)
    {
        Exception? failure = null;
        try
        {
            var uri = message.RequestUri!;
            if (uri.AbsolutePath.EndsWith("/ping", StringComparison.Ordinal))
            {
                var ping = await sink.StartAsync(200, [new("Content-Type", "text/html; charset=UTF-8")], sink.Cancelled).ConfigureAwait(false);
                await ping.WriteAsync("Ok.\n"u8.ToArray(), sink.Cancelled).ConfigureAwait(false);
                return;
            }
            await RequestServer.ServeAsync(
                new QueryExecutor(engine, FullAccess.Instance), engine, message.Method.Method, uri.Query,
                name => Header(message, name), await OpenBodyAsync(message.Content, sink.Cancelled).ConfigureAwait(false), sink, sink.Cancelled).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Handed to the caller, who awaits the response or its body.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }
        finally
        {
            sink.Complete(failure);
        }
    }

    private static string? Header(HttpRequestMessage message, string name) =>
        message.Headers.TryGetValues(name, out var values) || (message.Content?.Headers.TryGetValues(name, out values) ?? false)
            ? string.Join(",", values)
            : null;

    private static async Task<Stream> OpenBodyAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
            return Stream.Null;
        // These give their stream or memory away; the others would first collect all they write.
        if (content is StreamContent or ByteArrayContent or ReadOnlyMemoryContent or MultipartContent)
            return await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, useSynchronizationContext: false));
        _ = Task.Run(() => PumpAsync(content, pipe.Writer, cancellationToken), CancellationToken.None);
        return pipe.Reader.AsStream();
    }

    private static async Task PumpAsync(HttpContent content, PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await content.CopyToAsync(writer.AsStream(leaveOpen: true), cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Reaches the reader of the body.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }
        finally
        {
            await writer.CompleteAsync(failure).ConfigureAwait(false);
        }
    }
}
