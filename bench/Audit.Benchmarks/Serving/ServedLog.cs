using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Audit.Benchmarks.Generation;
using Audit.Hosting;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Embedded;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Benchmarks.Serving;

/// <summary>Serves the API over a log, on a loopback port, with all that a host has on: access, limits, and the record of who reads.</summary>
internal sealed class ServedLog : IAsyncDisposable
{
    private const string Token = "investigator";

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private ServedLog(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = LocalApi.AddressOf(app) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Engine = new HttpMessageInvoker(app.Services.GetRequiredService<EmbeddedClickHouseEngine>().CreateHandler());
    }

    public RecordingTransport Transport => (RecordingTransport)_app.Services.GetServices<IClickHouseTransport>().Last();

    /// <summary>The engine without anything before it.</summary>
    public HttpMessageInvoker Engine { get; }

    public static async Task<ServedLog> StartAsync(GeneratedLog log, CancellationToken cancellationToken)
    {
        var builder = LocalApi.CreateBuilder(Token);
        builder.AddAudit(static options => options.Spool.Enabled = false)
            .AddAccess()
            .AddGraphQL(static options => options.RequestsPerSecond = 0)
            .AddClickHouse(static options => options.Database = GeneratedLog.Database)
            .AddEmbeddedClickHouse(options => options.Path = AuditStore.EngineOf(log.Directory));
        builder.Services.AddSingleton<IClickHouseTransport>(static services => new RecordingTransport(services.GetRequiredService<EmbeddedClickHouseEngine>().CreateHandler));
        return new ServedLog(await LocalApi.StartAsync(builder, cancellationToken));
    }

    /// <summary>Asks the API, and reads the whole answer.</summary>
    /// <exception cref="InvalidOperationException">It answered with errors.</exception>
    public async Task<byte[]> AskAsync(ApiQuestion question, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync("/graphql", new { query = question.Document, variables = question.Variables }, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>The data of an answer.</summary>
    public static JsonElement DataOf(byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.TryGetProperty("errors", out var errors)
            ? throw new InvalidOperationException(errors.ToString())
            : document.RootElement.GetProperty("data").Clone();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        Engine.Dispose();
        await _app.DisposeAsync();
    }
}
