using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Audit.Cli.Sources;

namespace Audit.Cli.Doctor;

/// <summary>What a running host says of itself: by its health check, and by the statistics of its API.</summary>
/// <param name="address">Its API.</param>
/// <param name="token">The token; without it the host is asked for its health only.</param>
internal sealed class HostChecks(Uri address, string? token)
{
    private const string Question =
        "{ statistics { holds { source reason since remedy } pipeline { instance running queued spooled dropped losses { reason count } deadLetters outboxWaiting outboxLagMilliseconds consecutiveFailures } lagMilliseconds } }";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongLag = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding> { await CheckHealthAsync(cancellationToken).ConfigureAwait(false) };
        if (string.IsNullOrWhiteSpace(token))
        {
            findings.Add(Finding.Warning("host.statistics", "The host was not asked for statistics: there is no token.", $"Set {SourceOptions.TokenVariable} to a token of a role that may read the log."));
            return findings;
        }

        try
        {
            using var host = new HostClient(address, token.Trim());
            AddStatistics((await host.AskAsync(Question, [], cancellationToken).ConfigureAwait(false)).GetProperty("statistics"), findings);
        }
        catch (UsageException failure)
        {
            findings.Add(Finding.Error("host.statistics", failure.Message, "Check the URL and the token; its holder needs a role that may read the log."));
        }

        return findings;
    }

    private async Task<Finding> CheckHealthAsync(CancellationToken cancellationToken)
    {
        var ready = new Uri(address, "/health/ready");
        try
        {
            using var http = new HttpClient { Timeout = Patience };
            if (!string.IsNullOrWhiteSpace(token))
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
            using var response = await http.GetAsync(ready, cancellationToken).ConfigureAwait(false);
            var told = (await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Trim();
            return (int)response.StatusCode switch
            {
                200 when told.Contains("Degraded", StringComparison.OrdinalIgnoreCase) => Finding.Warning("host.health", $"{ready} says: {told}", "See what is degraded; nothing is lost yet."),
                200 => Finding.Ok("host.health", $"{ready} says that it is healthy."),
                503 => Finding.Error("host.health", $"{ready} says: {told}", "See what is unhealthy; the log of the application says more."),
                var status => Finding.Warning("host.health", $"{ready} answers {status.ToString(CultureInfo.InvariantCulture)}.", "Map the health check there (MapHealthChecks), so that the host can be asked."),
            };
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return Finding.Error("host.health", $"{ready} does not answer: {failure.Message}", "Check the URL, and that the host runs.");
        }
    }

    private static void AddStatistics(JsonElement statistics, List<Finding> findings)
    {
        foreach (var hold in statistics.GetProperty("holds").EnumerateArray())
        {
            findings.Add(Finding.Error(
                "host.hold",
                $"Nothing is delivered from the {TextOf(hold, "source").ToLowerInvariant()} since {TextOf(hold, "since")}: the store refuses everything ({TextOf(hold, "reason")}).",
                TextOf(hold, "remedy")));
        }

        if (statistics.GetProperty("pipeline") is not { ValueKind: JsonValueKind.Object } pipeline)
        {
            findings.Add(Finding.Warning("host.pipeline", "The process that answered has no pipeline, or does not show it to who asks.", "Ask a process that records, with a token that is bound to no tenant."));
            return;
        }

        var instance = TextOf(pipeline, "instance");
        if (!pipeline.GetProperty("running").GetBoolean())
            findings.Add(Finding.Error("host.pipeline", $"The pipeline of {instance} does not run.", "Nothing that is recorded there is delivered: start the application again, its log says why it stopped."));
        AddDelivery(instance, pipeline, TimeSpan.FromMilliseconds(statistics.GetProperty("lagMilliseconds").GetDouble()), findings);
        foreach (var loss in pipeline.GetProperty("losses").EnumerateArray())
        {
            findings.Add(Finding.Warning(
                "host.losses",
                $"{instance} lost {loss.GetProperty("count").GetInt64().ToString("N0", CultureInfo.InvariantCulture)} events since it started: {TextOf(loss, "reason")}.",
                "docs/telemetry.md says what the reason means."));
        }
    }

    private static void AddDelivery(string instance, JsonElement pipeline, TimeSpan lag, List<Finding> findings)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{instance} has {pipeline.GetProperty("queued").GetInt64():N0} events on their way, {pipeline.GetProperty("spooled").GetInt64():N0} of them on disk, the oldest for {lag.TotalSeconds:F1} s.");
        var outboxLag = TimeSpan.FromMilliseconds(pipeline.GetProperty("outboxLagMilliseconds").GetDouble());
        findings.Add(lag > LongLag
            ? Finding.Warning("host.delivery", text, "The store is away, slow or refuses what it gets: see its checks, and the log of the application.")
            : Finding.Ok("host.delivery", text));
        if (outboxLag > LongLag)
        {
            findings.Add(Finding.Warning(
                "host.outbox",
                string.Create(CultureInfo.InvariantCulture, $"{pipeline.GetProperty("outboxWaiting").GetInt64():N0} events wait in outboxes, the oldest for {outboxLag.TotalSeconds:F0} s."),
                "An outbox that is not relayed has no instance that may, or a store that is away: see docs/outbox.md."));
        }
    }

    private static string TextOf(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
