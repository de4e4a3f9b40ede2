using System.Net.Http.Headers;

namespace Audit.Notifying;

/// <summary>Posts notifications to a webhook, signed. Each attempt is signed anew. The answer's body and redirects are ignored.</summary>
internal sealed class WebhookNotifier : IAuditNotifier, IDisposable
{
    private readonly Uri _url;
    private readonly byte[] _secret;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public WebhookNotifier(AuditWebhookOptions options, TimeProvider time)
    {
        Name = options.Name;
        _url = options.Url!;
        _secret = System.Text.Encoding.UTF8.GetBytes(options.Secret!);
        _timeout = options.Timeout;
        _time = time;

        // A client of its own: those of a factory log the whole address, in which a secret may be.
        _client = new HttpClient(new SocketsHttpHandler
        {
            // A redirect could lead the notification to where nobody allowed it.
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Audit", "1"));
    }

    public string Name { get; }

    public async ValueTask NotifyAsync(AuditNotification notification, CancellationToken cancellationToken)
    {
        var body = NotificationPayload.Write(notification);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url);
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Create(_secret, _time.GetUtcNow().ToUnixTimeSeconds(), body.Span));

        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The receiver did not answer within {_timeout}.", exception);
        }

        using (response)
        {
            if (!response.IsSuccessStatusCode)
                throw new HttpRequestException($"The receiver answered with status {(int)response.StatusCode}.", null, response.StatusCode);
        }
    }

    public void Dispose() => _client.Dispose();
}
