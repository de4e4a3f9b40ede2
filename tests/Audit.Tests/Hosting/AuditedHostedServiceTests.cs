using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Storage;
using Audit.Tests.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Audit.Tests.Hosting;

public sealed class AuditedHostedServiceTests
{
    private readonly MemoryStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_background_service_acts_under_its_own_name()
    {
        var builder = Builder();
        builder.Services.AddAuditedHostedService<NightlyPriceJob>();
        builder.Services.AddAuditedHostedService<NightlyPriceJob>();
        using var host = builder.Build();

        await host.StartAsync(Cancellation);
        await host.Services.GetRequiredService<NightlyPriceJob>().Worked.Task.WaitAsync(Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Equal(["job.run", "service.run"], _store.Rows.Select(row => (string)row["action"]!));
        Assert.All(_store.Rows, row => Assert.Equal(
            ("service", "nightly-price-job", "nightly-price-job"), ((string)row["actor_type"]!, (string)row["actor_id"]!, (string)row["actor_name"]!)));
        var run = _store.Rows[^1];
        Assert.Equal(("command", "succeeded", "nightly-price-job"), ((string)run["category"]!, (string)run["outcome"]!, (string)run["command_name"]!));
        Assert.Equal(run["id"], _store.Rows[0]["parent_id"]);
        Assert.Same(AuditContext.Background, AuditContext.Current);
    }

    [Fact]
    public async Task A_plain_hosted_service_may_be_given_a_name_and_sees_its_whole_life()
    {
        var builder = Builder();
        builder.Services.AddAuditedHostedService<Plain>("importer");
        using var host = builder.Build();

        await host.StartAsync(Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Equal(["starting", "start", "stop", "service.run"], _store.Rows.Select(row => (string)row["action"]!));
        Assert.All(_store.Rows, row => Assert.Equal("importer", row["actor_id"]));
    }

    [Fact]
    public async Task A_background_service_that_fails_stops_the_host_as_it_would_without_us()
    {
        var builder = Builder();
        builder.Services.AddAuditedHostedService<Failing>();
        using var host = builder.Build();
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var stopping = new TaskCompletionSource();
        using var registration = lifetime.ApplicationStopping.Register(stopping.SetResult);

        await host.StartAsync(Cancellation);
        await stopping.Task.WaitAsync(Cancellation);

        await host.StopAsync(Cancellation);
        var run = Assert.Single(_store.Rows);
        Assert.Equal(("failed", "InvalidOperationException"), ((string)run["outcome"]!, (string)run["error_code"]!));
    }

    [Fact]
    public async Task A_service_that_cannot_start_leaves_a_failed_run()
    {
        var builder = Builder();
        builder.Services.AddAuditedHostedService<NotStarting>();
        using var host = builder.Build();

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation));
        await host.StopAsync(Cancellation);

        var run = Assert.Single(_store.Rows);
        Assert.Equal(("service.run", "failed"), ((string)run["action"]!, (string)run["outcome"]!));
    }

    [Theory]
    [InlineData(typeof(NightlyPriceJob), "nightly-price-job")]
    [InlineData(typeof(List<int>), "list")]
    [InlineData(typeof(HTTPServer2), "http-server2")]
    public void Names_are_in_kebab_case(Type type, string name) => Assert.Equal(name, ServiceName.Of(type));

    private HostApplicationBuilder Builder()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IAuditStore>(_store);
        builder.AddAudit();
        return builder;
    }

    private static AuditEvent Event(string action) => new(DateTimeOffset.UnixEpoch) { Category = EventCategory.Command, Action = action };

    private sealed class NightlyPriceJob(IAuditLog log) : BackgroundService
    {
        public TaskCompletionSource Worked { get; } = new();

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            log.Record(Event("job.run"));
            Worked.SetResult();
        }
    }

    private sealed class Failing : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("the job failed");
        }
    }

    private sealed class NotStarting : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("the port is taken");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Plain(IAuditLog log) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Say("starting");

        public Task StartAsync(CancellationToken cancellationToken) => Say("start");

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Say("stop");

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        private Task Say(string action)
        {
            log.Record(Event(action));
            return Task.CompletedTask;
        }
    }

    private sealed class HTTPServer2;
}
