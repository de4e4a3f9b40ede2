using Audit.Notifying;
using Audit.Testing;
using Audit.Tests.Hosting;
using Microsoft.Extensions.Logging;

namespace Audit.Tests.Notifying;

public sealed class LogNotifierTests : NotifierContractTests, IDisposable
{
    private readonly RecordingLoggerProvider _logs = new();
    private readonly LoggerFactory _loggers;

    public LogNotifierTests()
    {
        _loggers = new LoggerFactory([_logs]);
        Notifier = new LogNotifier(_loggers.CreateLogger<LogNotifier>());
    }

    protected override IAuditNotifier Notifier { get; }

    protected override IReadOnlyList<string> Delivered => [.. _logs.Lines.Select(static line => line.Text)];

    [Fact]
    public async Task It_writes_one_line_at_level_critical()
    {
        await Notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Update(), "DROP TABLE \"a\r\ncrit: forged\u2028line\""), TestContext.Current.CancellationToken);

        var line = Assert.Single(_logs.Lines);
        Assert.Equal((LogLevel.Critical, 1800), (line.Level, line.Id.Id));
        Assert.Equal(
            $"DROP TABLE \"a  crit: forged line\". Severity Critical, rule no-drops-in-production, application shop, environment Production, outcome succeeded, audit event {SampleEvents.Update().Id} at {SampleEvents.Update().OccurredAt:O}.",
            line.Text);
    }

    [Fact]
    public async Task Who_did_it_and_the_statement_stay_in_the_audit_log()
    {
        await Notifier.NotifyAsync(SampleNotifications.Of(SampleEvents.Full()), TestContext.Current.CancellationToken);

        var text = Assert.Single(Delivered);
        Assert.DoesNotContain("Bob", text, StringComparison.Ordinal);
        Assert.DoesNotContain("SELECT", text, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.9", text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _logs.Dispose();
    }
}
