using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Audit.Testing.EmbeddedEngine;

/// <summary>The engine of the test process as a server on a loopback port, with full rights.</summary>
internal sealed class ClickHouseServer : IAsyncDisposable
{
    private readonly HttpMessageInvoker _engine;
    private WebApplication? _application;

    private ClickHouseServer(EmbeddedEngineFixture engine) => _engine = new HttpMessageInvoker(engine.CreateHandler());

    public int Port { get; private set; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Protocol=http;Username=audit_writer;Password=s3cret";

    /// <summary>Of each request the account and how its body was compressed.</summary>
    public ConcurrentQueue<(string? User, string? Encoding)> Requests { get; } = new();

    /// <summary>What happens before a request reaches the engine; it does not when this answers.</summary>
    public Func<HttpContext, Task> BeforeForward { get; set; } = static _ => Task.CompletedTask;

    public static async Task<ClickHouseServer> StartAsync(EmbeddedEngineFixture engine, int port = 0)
    {
        var server = new ClickHouseServer(engine);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        server._application = builder.Build();
        server._application.Run(server.ForwardAsync);
        await server._application.StartAsync();
        var address = server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Port = new Uri(address).Port;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
        _engine.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        Requests.Enqueue((Account(context.Request), context.Request.Headers.ContentEncoding));
        await BeforeForward(context);
        if (context.Response.HasStarted)
            return;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"http://clickhouse.embedded{context.Request.Path}{context.Request.QueryString}")
        {
            Content = new StreamContent(context.Request.Body),
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        using var response = await _engine.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            context.Response.Headers[name] = values.ToArray();
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static string? Account(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Basic ", StringComparison.Ordinal)
            ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..]))
            : null;
    }
}
