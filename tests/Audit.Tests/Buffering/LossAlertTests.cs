using Audit.Buffering;
using Audit.Diagnostics;
using Audit.Events;
using Audit.Hosting;
using Audit.Notifying;
using Audit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Tests.Buffering;

/// <summary>What people are told of losses, and when.</summary>
public sealed class LossAlertTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Collected _collected = new();
    private readonly TestPipeline _pipeline;
    private readonly LossLedger _ledger;
    private readonly LossAlerts _alerts;

    public LossAlertTests()
    {
        _pipeline = new TestPipeline(time: _time);
        _ledger = _pipeline.Get<LossLedger>();
        _alerts = new LossAlerts(_collected, _pipeline.Get<ProcessRun>(), _time);
        _ledger.TellTo(_alerts);
    }

    public async ValueTask DisposeAsync()
    {
        _alerts.Dispose();
        await _pipeline.DisposeAsync();
    }

    [Fact]
    public void The_first_loss_is_told_at_once_and_what_follows_once_a_minute()
    {
        _ledger.Add(DropReason.BufferFull);
        Assert.Equal(["buffer_full 1"], _collected.Told);

        for (var i = 0; i < 40; i++)
        {
            _ledger.Add(DropReason.BufferFull, 10);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single(_collected.Told);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(["buffer_full 1", "buffer_full 400"], _collected.Told);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(2, _collected.Told.Count);
    }

    [Fact]
    public void Each_reason_is_told_by_itself()
    {
        _ledger.Add(DropReason.BufferFull, 2);
        _ledger.Add(DropReason.SpoolUnavailable, new LostRange("shop/1", 5, 9));

        Assert.Equal(["buffer_full 2", "spool_unavailable 5"], _collected.Told);
        var notification = _collected.All[1];
        Assert.Equal((LossAlerts.Rule, Risk.Critical, "shop", "Test"), (notification.Rule, notification.Severity, notification.Application, notification.Environment));
        var attributes = notification.Event.Attributes.ToDictionary(static attribute => attribute.Name, static attribute => attribute.Value);
        Assert.Equal(("shop/1", "5", "9"), (attributes["stream"], attributes["first_sequence"], attributes["last_sequence"]));
    }

    [Fact]
    public void What_was_lost_before_anybody_could_be_told_is_told_then()
    {
        var late = new Collected();
        _ledger.Add(DropReason.WaitTimedOut, 3);
        _ledger.Add(DropReason.SpoolDamaged, new LostRange("shop/0", 1, 4), isOwn: false);
        using var alerts = new LossAlerts(late, _pipeline.Get<ProcessRun>(), _time);

        _ledger.TellTo(alerts);

        Assert.Equal(["spool_damaged 4", "wait_timed_out 3"], late.Told.Order());
    }

    private sealed class Collected : IAuditNotifications
    {
        public List<AuditNotification> All { get; } = [];

        public IReadOnlyList<string> Told => [.. All.Select(static notification =>
            $"{notification.Event.Attributes.Single(static attribute => attribute.Name == "reason").Value} {notification.Event.Attributes.Single(static attribute => attribute.Name == "count").Value}")];

        public bool Publish(AuditNotification notification)
        {
            All.Add(notification);
            return true;
        }
    }
}
