using Audit.Exporting;
using Audit.Querying;
using Audit.Testing;
using Audit.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Audit.Tests.Exporting;

/// <summary>Exports across restarts and several hosts, their limits, and what becomes of their files.</summary>
public sealed class ExportHostTests : IDisposable
{
    private readonly ExportWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_goes_on_after_a_restart_with_the_same_events()
    {
        var begun = new TaskCompletionSource();
        _world.Exporter.BeforeLine = (row, cancelled) =>
        {
            if (row < 50)
                return Task.CompletedTask;
            begun.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancelled);
        };
        ExportJob job;
        await using (var first = await ExportHost.StartAsync(_world))
        {
            job = await first.StartJobAsync();
            await begun.Task.WaitAsync(Token);
            await first.StopAsync();
            Assert.Empty(first.Log.Of("audit.export"));
        }

        Assert.Equal(ExportState.Queued, (await _world.Store.FindAsync(job.Id, Token))!.State);
        Assert.Empty(_world.Files);

        _world.Exporter.BeforeLine = static (_, _) => Task.CompletedTask;
        await using var second = await ExportHost.StartAsync(_world);
        var ended = await second.EndAsync(job);
        Assert.Equal(ExportState.Completed, ended.State);
        Assert.Equal(job.Selection, ended.Selection);
        await using var file = await second.Jobs.OpenAsync(ended, ExportHost.Vera, Token);
        Assert.Equal(ScriptedExporter.ContentOf(100), await new StreamReader(file!).ReadToEndAsync(Token));
    }

    [Fact]
    public async Task An_export_of_a_host_that_died_is_taken_over_when_its_lease_is_over()
    {
        var job = await LeftBehindAsync();
        await using var host = await ExportHost.StartAsync(_world);
        var other = await host.EndAsync(await host.StartJobAsync());
        Assert.Equal(ExportState.Completed, other.State);
        Assert.Equal((ExportState.Running, "dead"), Of(await host.Jobs.FindAsync(job.Id, Token)));

        _world.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(ExportState.Completed, (await host.EndAsync(job)).State);
        Assert.DoesNotContain(_world.Files, ExportFiles.IsPartial);

        static (ExportState, string) Of(ExportJob? found) => (found!.State, found.Host);
    }

    [Fact]
    public async Task One_of_several_hosts_runs_an_export()
    {
        await using var first = await ExportHost.StartAsync(_world);
        await using var second = await ExportHost.StartAsync(_world);
        await using var third = await ExportHost.StartAsync(_world);
        ExportHost[] hosts = [first, second, third];
        for (var i = 0; i < 6; i++)
        {
            // The others look for work at the same moment.
            var job = await hosts[i % 3].StartJobAsync();
            _world.Time.Advance(TimeSpan.FromSeconds(11));
            var id = job.Id.ToString();
            await await Task.WhenAny(hosts.Select(host => host.Log.WaitAsync(one => one.Action == "audit.export" && one.Attributes.Any(attribute => attribute.Value == id), Token)));
            Assert.Equal(ExportState.Completed, (await first.Jobs.FindAsync(job.Id, Token))!.State);
        }

        Assert.Equal(6, _world.Exporter.Attempts);
        Assert.Equal(6, hosts.Sum(host => host.Log.Of("audit.export").Count));
    }

    [Fact]
    public async Task A_host_that_lost_its_lease_stops_and_completes_nothing()
    {
        var begun = new TaskCompletionSource();
        _world.Exporter.BeforeLine = (_, cancelled) =>
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.Infinite, cancelled);
        };
        await using var host = await ExportHost.StartAsync(_world);
        var job = await host.StartJobAsync();
        await begun.Task.WaitAsync(Token);
        var mine = (await _world.Store.FindAsync(job.Id, Token))!;
        await _world.Store.TryChangeAsync(mine, mine with { Host = "other", LeaseUntil = _world.Time.GetUtcNow() + TimeSpan.FromHours(1) }, Token);

        _world.Time.Advance(TimeSpan.FromSeconds(10));

        await host.UntilAsync(job, now => now.Host == "other");
        await host.StopAsync();
        Assert.Equal((ExportState.Running, "other"), ((await _world.Store.FindAsync(job.Id, Token))!.State, (await _world.Store.FindAsync(job.Id, Token))!.Host));
        Assert.Empty(_world.Files);
    }

    [Fact]
    public async Task Limits_are_kept_and_named()
    {
        _world.Exporter.BeforeLine = static (_, cancelled) => Task.Delay(Timeout.Infinite, cancelled);
        await using var host = await ExportHost.StartAsync(_world, new() { ["Audit:Exports:MaxRows"] = "100", ["Audit:Exports:MaxConcurrent"] = "1", ["Audit:Exports:MaxQueued"] = "2" });
        var first = await host.StartJobAsync();
        await host.UntilAsync(first, now => now.State == ExportState.Running);
        var second = await host.StartJobAsync();

        Assert.Contains("Audit:Exports:MaxQueued", (await Assert.ThrowsAsync<AuditQueryException>(() => host.StartJobAsync())).Message, StringComparison.Ordinal);
        await host.Jobs.CancelAsync(first.Id, ExportHost.Vera, Token);
        await host.UntilAsync(second, now => now.State == ExportState.Running);
        // It runs a moment before it attempts anything.
        await TestPipeline.UntilAsync(() => _world.Exporter.Attempts == 2);

        _world.Exporter.Counts = () => 101;
        var refusal = await Assert.ThrowsAsync<AuditQueryException>(() => host.StartJobAsync());
        Assert.Equal(AuditQueryFailure.LimitExceeded, refusal.Failure);
        Assert.Contains("101 events; at most 100", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_go_when_they_expire_and_so_does_what_nobody_knows()
    {
        await using (var first = await ExportHost.StartAsync(_world, new() { ["Audit:Exports:KeepFor"] = "01:00:00" }))
        {
            var ended = await first.EndAsync(await first.StartJobAsync());
            _world.Time.Advance(TimeSpan.FromMinutes(59));
            Assert.True(first.Jobs.HasFile(ended));
            _world.Time.Advance(TimeSpan.FromMinutes(2));
            Assert.False(first.Jobs.HasFile(ended));
            Assert.Null(await first.Jobs.OpenAsync(ended, ExportHost.Vera, Token));
        }

        await File.WriteAllTextAsync(Path.Combine(_world.Directory, "notes.txt"), "not of an export", Token);
        await File.WriteAllTextAsync(Path.Combine(_world.Directory, $"{SampleExports.Job().Id}.1.partial"), "of a host that died", Token);
        await using var second = await ExportHost.StartAsync(_world);
        await second.EndAsync(await second.StartJobAsync(format: ExportFormat.Parquet));
        await second.StopAsync();
        Assert.Equal([".parquet", ".txt"], _world.Files.Select(Path.GetExtension).Order());
    }

    [Theory]
    [InlineData("KeepFor", "00:00:01")]
    [InlineData("MaxRows", "0")]
    [InlineData("MaxConcurrent", "17")]
    [InlineData("MaxQueued", "0")]
    [InlineData("Timeout", "2.00:00:00")]
    public async Task Wrong_settings_stop_the_start_and_are_named(string key, string value)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => ExportHost.StartAsync(_world, new() { [$"Audit:Exports:{key}"] = value }));
        Assert.Contains($"Audit:Exports:{key}", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _world.Dispose();

    private async Task<ExportJob> LeftBehindAsync()
    {
        var job = SampleExports.Job();
        await _world.Store.AddAsync(job, Token);
        Directory.CreateDirectory(_world.Directory);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_world.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(_world.Directory, $"{job.Id}.1.partial"), "half", Token);
        return (await _world.Store.TryChangeAsync(job, job with { State = ExportState.Running, Host = "dead", LeaseUntil = SampleExports.Now.AddMinutes(1) }, Token))!;
    }
}
