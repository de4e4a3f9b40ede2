using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Audit.Tests.Notifying;

/// <summary>What the receiver got.</summary>
internal sealed record ReceivedCall(string Method, string Url, string ContentType, string? Signature, IReadOnlyList<string> Headers, string Body);

/// <summary>A web server on this machine that takes notifications, and answers as it is told.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<ReceivedCall> Calls { get; } = new();

    /// <summary>How the call of this number, from 1, is answered.</summary>
    public Func<int, HttpContext, Task> Answer { get; set; } = static (_, _) => Task.CompletedTask;

    public Uri Url => new(_app.Urls.First() + "/hook?key=url-secret");

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Answers the first calls with a status, and all others with 204.</summary>
    public void Fail(int calls, int status = StatusCodes.Status500InternalServerError) => Answer = (number, context) =>
    {
        context.Response.StatusCode = number <= calls ? status : StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, System.Text.Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Calls.Enqueue(new ReceivedCall(
            context.Request.Method,
            context.Request.GetEncodedUrl(),
            context.Request.ContentType ?? "",
            context.Request.Headers["X-Audit-Signature"],
            [.. context.Request.Headers.Keys],
            body));
        await Answer(Calls.Count, context);
    }
}
