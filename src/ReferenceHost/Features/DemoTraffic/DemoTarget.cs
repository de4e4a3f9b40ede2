using System.Net;
using ReferenceHost.Features.Health;
using ReferenceHost.Features.Telemetry;

namespace ReferenceHost.Features.DemoTraffic;

/// <summary>The host that is driven: one that runs already, or one started for the while. Only one process at a time can open the embedded log.</summary>
internal sealed class DemoTarget : IAsyncDisposable
{
    private const string RecordedMetric = "audit_events_recorded_total";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;

    private DemoTarget(Uri address, WebApplication? own)
    {
        Address = address;
        Own = own;
        _client = new HttpClient { BaseAddress = address, Timeout = Patience };
    }

    public Uri Address { get; }

    /// <summary>The host that was started for the while.</summary>
    public WebApplication? Own { get; }

    /// <summary>A host that is known to run, and that somebody else stops.</summary>
    public static DemoTarget At(Uri address) => new(address, null);

    public static async Task<DemoTarget> FindAsync(Uri address, string[] settings, CancellationToken cancellationToken)
    {
        if (await AnswersAsync(address, cancellationToken))
            return new DemoTarget(address, null);

        var own = ReferenceApplication.Create(["--urls", address.GetLeftPart(UriPartial.Authority), "--Logging:LogLevel:Default", "Critical", .. settings]);
        try
        {
            if (!own.Environment.IsDevelopment())
                throw new DemoTrafficException($"No host answers at {address}, and the demo users exist only in Development: set ASPNETCORE_ENVIRONMENT=Development.");
            await own.StartAsync(cancellationToken);
            return new DemoTarget(address, own);
        }
        catch (Exception exception)
        {
            await own.DisposeAsync();
            if (exception is DemoTrafficException or OperationCanceledException)
                throw;
            throw new DemoTrafficException($"No host answers at {address}, and none could be started: {exception.Message} If one runs elsewhere, name it by --url.", exception);
        }
    }

    /// <summary>The number of events that the host recorded since it started, by its own metrics; <see langword="null"/> when it does not tell.</summary>
    public async Task<long?> RecordedAsync(CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri(TelemetryFeature.MetricsPath, UriKind.Relative), cancellationToken);
        if (!response.IsSuccessStatusCode)
            return null;
        long? recorded = null;
        foreach (var line in (await response.Content.ReadAsStringAsync(cancellationToken)).Split('\n'))
        {
            // One line per meter.
            if (line.StartsWith(RecordedMetric, StringComparison.Ordinal) && line.Split(' ') is [_, var value, ..] && long.TryParse(value, out var count))
                recorded = (recorded ?? 0) + count;
        }

        return recorded;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (Own is null)
            return;
        await Own.StopAsync();
        await Own.DisposeAsync();
    }

    private static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(new Uri(HealthFeature.LivePath, UriKind.Relative), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? true
                : throw new DemoTrafficException($"--url is {address}, but what answers there is not the reference host.");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return false;
        }
    }
}
