using System.Diagnostics.Metrics;
using Audit.Diagnostics;
using Audit.Events;
using Audit.Notifying;
using Audit.Storage;
using Audit.Testing;
using Audit.Tests.Delivery;
using Audit.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Notifying;

/// <summary>Notifications in a whole host, to a real receiver.</summary>
public sealed class NotificationHostTests : IAsyncLifetime
{
    private const string Secret = "a secret that is long enough, 1234";

    private readonly RecordingLoggerProvider _logs = new();
    private readonly MemoryStore _store = new();
    private WebhookReceiver _receiver = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    [Fact]
    public async Task Log_and_configured_webhook_get_it_after_failures_and_nothing_tells_the_secret()
    {
        _receiver.Fail(calls: 2);
        using var host = Build(WebhookSettings());
        await host.StartAsync(Cancellation);

        Assert.True(host.Services.GetRequiredService<IAuditNotifications>().Publish(SampleNotifications.Of(SampleEvents.Update())));
        await host.StopAsync(Cancellation);

        Assert.Equal(3, _receiver.Calls.Count);
        Assert.Single(_logs.Lines, static line => line is { Level: LogLevel.Critical, Id.Id: 1800 });
        Assert.Equal(2, _logs.Lines.Count(static line => line.Id.Id == 1801));
        Assert.DoesNotContain(_logs.Lines, static line => line.Text.Contains(Secret, StringComparison.Ordinal) || line.Text.Contains("url-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_costs_one_attempt_each_time_and_is_given_up()
    {
        _receiver.Answer = static (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        using var host = Build(WebhookSettings(("Timeout", "00:00:00.050")), ("Audit:Notifications:MaxAttempts", "3"));
        await host.StartAsync(Cancellation);

        host.Services.GetRequiredService<IAuditNotifications>().Publish(SampleNotifications.Of(SampleEvents.Update()));
        await host.StopAsync(Cancellation);

        var counters = host.Services.GetRequiredService<NotificationCounters>().All.Single(static counters => counters.Notifier == "on-call");
        Assert.Equal((1, 0, 1, 3), (counters.Published, counters.Delivered, counters.Dropped(NotificationLoss.GaveUp), counters.FailedAttempts));
        Assert.Single(_logs.Lines, static line => line.Id.Id == 1802);
    }

    [Fact]
    public async Task A_receiver_that_hangs_does_not_hold_up_the_shutdown()
    {
        _receiver.Answer = static (_, context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        using var host = Build(WebhookSettings(("Timeout", "01:00:00")), configure: static builder =>
            builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(1)));
        await host.StartAsync(Cancellation);
        host.Services.GetRequiredService<IAuditLog>().Record(TestPipeline.Event());
        host.Services.GetRequiredService<IAuditNotifications>().Publish(SampleNotifications.Of(SampleEvents.Update()));

        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await host.StopAsync(Cancellation);

        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Single(_store.Rows);
        Assert.Contains(_logs.Lines, static line => line is { Level: LogLevel.Critical, Id.Id: 1805 });
    }

    [Fact]
    public async Task Webhooks_in_code_add_to_those_of_the_configuration_and_may_be_added_twice()
    {
        using var host = Build(WebhookSettings(), configure: builder => builder.AddAudit()
            .AddWebhookNotifier("On-Call", static webhook => webhook.Timeout = TimeSpan.FromSeconds(3))
            .AddWebhookNotifier("second", webhook => (webhook.Url, webhook.Secret) = (_receiver.Url, Secret))
            .AddWebhookNotifier("second", webhook => (webhook.Url, webhook.Secret) = (_receiver.Url, Secret))
            .AddNotifier<OwnNotifier>()
            .AddNotifier<OwnNotifier>());
        await host.StartAsync(Cancellation);

        host.Services.GetRequiredService<IAuditNotifications>().Publish(SampleNotifications.Of(SampleEvents.Update()));
        await host.StopAsync(Cancellation);

        Assert.Equal(["log", "on-call", "second", "own"], host.Services.GetRequiredService<NotifierSet>().All.Select(static notifier => notifier.Name));
        Assert.Equal(2, _receiver.Calls.Count);
        Assert.All(host.Services.GetRequiredService<NotificationCounters>().All, static counters => Assert.Equal(1, counters.Delivered));
    }

    [Fact]
    public async Task The_log_can_be_switched_off()
    {
        using var host = Build(("Audit:Notifications:Log", "false"));
        await host.StartAsync(Cancellation);

        host.Services.GetRequiredService<IAuditNotifications>().Publish(SampleNotifications.Of(SampleEvents.Update()));
        await host.StopAsync(Cancellation);

        Assert.DoesNotContain(_logs.Lines, static line => line.Id.Id == 1800);
    }

    [Fact]
    public async Task Switched_off_auditing_tells_nobody()
    {
        using var host = Build([.. WebhookSettings(), ("Audit:Enabled", "false")]);
        await host.StartAsync(Cancellation);

        Assert.False(host.Services.GetRequiredService<IAuditNotifications>().Publish(SampleNotifications.Of(SampleEvents.Update())));
        await host.StopAsync(Cancellation);

        Assert.Empty(_receiver.Calls);
    }

    [Fact]
    public async Task Instruments_count_by_notifier()
    {
        _receiver.Fail(calls: 1);
        using var host = Build(WebhookSettings());
        var values = new Dictionary<string, long>();
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == AuditInstruments.MeterName && instrument.Meter.Scope == meters && instrument.Name.StartsWith("audit.notifications", StringComparison.Ordinal))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            values[string.Join(' ', [instrument.Name, .. tags.ToArray().Select(static tag => $"{tag.Value}")])] = value);
        listener.Start();
        await host.StartAsync(Cancellation);

        host.Services.GetRequiredService<IAuditNotifications>().Publish(SampleNotifications.Of(SampleEvents.Update()));
        await host.StopAsync(Cancellation);
        listener.RecordObservableInstruments();

        Assert.Equal(1, values["audit.notifications.published on-call"]);
        Assert.Equal(1, values["audit.notifications.delivered on-call"]);
        Assert.Equal(1, values["audit.notifications.delivered log"]);
        Assert.Equal(0, values["audit.notifications.queued on-call"]);
        Assert.Equal(1, values["audit.notifications.attempts.failed on-call"]);
        Assert.Equal(0, values["audit.notifications.dropped on-call gave_up"]);
        Assert.Equal(0, values["audit.notifications.dropped log queue_full"]);
    }

    [Theory]
    [InlineData("Webhooks:0:Url", "", "Audit:Notifications:Webhooks:0:Url is missing or not absolute. Allowed: an https address.")]
    [InlineData("Webhooks:0:Url", "/relative?key=url-secret", "Audit:Notifications:Webhooks:0:Url is missing or not absolute.")]
    [InlineData("Webhooks:0:Url", "http://example.com/?key=url-secret", "Audit:Notifications:Webhooks:0:Url has the scheme 'http'. Allowed: https; http to this machine, or to others when AllowHttp is true.")]
    [InlineData("Webhooks:0:Url", "ftp://example.com/", "Audit:Notifications:Webhooks:0:Url has the scheme 'ftp'. Allowed: https")]
    [InlineData("Webhooks:0:Url", "https://user:url-secret@example.com/", "Audit:Notifications:Webhooks:0:Url carries a user's name.")]
    [InlineData("Webhooks:0:Secret", "url-secret", "Audit:Notifications:Webhooks:0:Secret is missing or too short. Allowed: 32 characters or more")]
    [InlineData("Webhooks:0:Timeout", "00:00:00", "Audit:Notifications:Webhooks:0:Timeout is 00:00:00. Allowed: 00:00:00.0500000 to 01:00:00.")]
    [InlineData("Webhooks:0:Name", " ", "Audit:Notifications:Webhooks:0:Name is ' '. Allowed: a name that no other notifier has.")]
    [InlineData("Webhooks:0:Name", "Log", "Audit:Notifications:Webhooks:0:Name is 'Log'.")]
    [InlineData("Webhooks:1:Name", "ON-CALL", "Audit:Notifications:Webhooks:1:Name is 'ON-CALL'.")]
    [InlineData("QueueCapacity", "0", "Audit:Notifications:QueueCapacity is 0. Allowed: 1 to 1000000.")]
    [InlineData("MaxAttempts", "0", "Audit:Notifications:MaxAttempts is 0. Allowed: 1 to 100.")]
    [InlineData("AttemptTimeout", "00:00:00", "Audit:Notifications:AttemptTimeout is 00:00:00.")]
    [InlineData("FirstDelay", "00:10:00", "Audit:Notifications:FirstDelay (00:10:00) must not be longer than Audit:Notifications:LongestDelay")]
    public async Task A_wrong_setting_fails_the_start_names_the_key_and_tells_no_secret(string key, string value, string expected)
    {
        using var host = Build([.. WebhookSettings(), ($"Audit:Notifications:{key}", value)]);

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("url-secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_to_other_machines_can_be_allowed()
    {
        using var host = Build([.. WebhookSettings(("AllowHttp", "true")), ("Audit:Notifications:Webhooks:0:Url", "http://example.invalid/")]);

        await host.StartAsync(Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Contains(host.Services.GetRequiredService<NotifierSet>().All, static notifier => notifier.Name == "on-call");
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _logs.Dispose();
    }

    private (string Key, string Value)[] WebhookSettings(params IEnumerable<(string Key, string Value)> more) =>
    [
        ("Audit:Notifications:Webhooks:0:Name", "on-call"),
        ("Audit:Notifications:Webhooks:0:Url", _receiver.Url.ToString()),
        ("Audit:Notifications:Webhooks:0:Secret", Secret),
        .. more.Select(static setting => ($"Audit:Notifications:Webhooks:0:{setting.Key}", setting.Value)),
    ];

    private IHost Build(params (string Key, string Value)[] settings) => Build(settings, []);

    private IHost Build((string Key, string Value)[] settings, params (string Key, string Value)[] more) => Build([.. settings, .. more], configure: null);

    private IHost Build((string Key, string Value)[] settings, Action<HostApplicationBuilder>? configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Staging", ApplicationName = "test" });
        builder.Configuration.AddInMemoryCollection([new("Audit:Notifications:FirstDelay", "00:00:00.001")]);
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs);
        builder.Services.AddSingleton<IAuditStore>(_store);
        builder.AddAudit();
        configure?.Invoke(builder);
        return builder.Build();
    }

    private sealed class OwnNotifier : IAuditNotifier
    {
        public string Name => "own";

        public ValueTask NotifyAsync(AuditNotification notification, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
