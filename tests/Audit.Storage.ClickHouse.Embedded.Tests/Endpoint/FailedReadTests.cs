using System.Globalization;
using Audit.Events;
using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Audit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

/// <summary>Whoever sends wrong credentials does not fill the log.</summary>
public sealed class FailedReadTests
{
    [Fact]
    public async Task Wrong_credentials_are_recorded_up_to_a_rate_and_counted_beyond_it()
    {
        var log = new CollectingAuditLog();
        await using var services = new ServiceCollection().AddSingleton<IAuditLog>(log).BuildServiceProvider();
        using var recorder = new ReadRecorder(services, Options.Create(new ClickHouseEndpointOptions()), TimeProvider.System);
        var sent = 0;
        string? unrecorded = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (unrecorded is null)
        {
            patience.Token.ThrowIfCancellationRequested();
            var attempt = recorder.Begin();
            attempt.Executed.Fail(ClickHouseErrors.AuthenticationFailed("x"));
            await recorder.RecordAsync(attempt, isCancelled: false);
            sent++;
            unrecorded = log.Events.SelectMany(static one => one.Attributes).FirstOrDefault(static one => one.Name == "read.unrecorded").Value;
        }

        Assert.Equal(sent, log.Events.Count + int.Parse(unrecorded, CultureInfo.InvariantCulture));
        Assert.InRange(log.Events.Count, 101, 110);
        Assert.All(log.Events, static one => Assert.Equal((Outcome.Blocked, "516"), (one.Outcome, one.ErrorCode)));
    }
}
