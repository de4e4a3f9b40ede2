using System.Security.Cryptography;
using Audit.Events;
using Audit.Exporting;
using Audit.Querying;
using Audit.Testing;

namespace Audit.Tests.Exporting;

/// <summary>Exports into files, from their start to their end.</summary>
public sealed class ExportJobTests : IDisposable
{
    private readonly ExportWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_ends_as_a_file_that_only_its_owner_can_read()
    {
        await using var host = await ExportHost.StartAsync(_world);
        var started = await host.StartJobAsync();
        Assert.Equal((ExportState.Queued, 100, 0), (started.State, started.RowsTotal, started.Progress));

        var ended = await host.EndAsync(started);

        var content = ScriptedExporter.ContentOf(100);
        Assert.Equal((ExportState.Completed, 100, 100, 1.0), (ended.State, ended.RowsWritten, ended.RowsTotal, ended.Progress));
        Assert.Equal((content.Length, Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)))), (ended.Bytes, ended.Sha256));
        Assert.Equal(SampleExports.Now.AddHours(24), ended.ExpiresAt);
        Assert.True(host.Jobs.HasFile(ended));
        await using var file = await host.Jobs.OpenAsync(ended, ExportHost.Otto, Token);
        Assert.Equal(content, await new StreamReader(file!).ReadToEndAsync(Token));
        var path = Path.Combine(_world.Directory, Assert.Single(_world.Files));
        Assert.EndsWith(".ndjson", path, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_world.Directory));
        }
    }

    [Fact]
    public async Task Every_step_is_recorded_in_the_name_of_who_took_it()
    {
        await using var host = await ExportHost.StartAsync(_world);
        var filter = new AuditFilter { ActorId = new StringFilter { Eq = "alice" }, From = SampleExports.Now, Attribute = [new AttributeFilter("ticket", new StringFilter { Eq = "T-1" }), new AttributeFilter("password", new StringFilter { Eq = "hunter2" })] };
        var ended = await host.EndAsync(await host.StartJobAsync(filter, ExportFormat.Csv));
        await (await host.Jobs.OpenAsync(ended, ExportHost.Otto, Token))!.DisposeAsync();

        var export = await host.Log.WaitAsync(one => one.Action == "audit.export", Token);
        Assert.Equal((EventCategory.Access, Outcome.Succeeded, 100, "vera"), (export.Category, export.Outcome, export.RowsRead, export.Context.Actor.Id));
        var attributes = export.Attributes.ToDictionary(one => one.Name, one => one.Value);
        Assert.Equal((ended.Id.ToString(), "file", "csv", "vera"), (attributes["export.id"], attributes["export.kind"], attributes["export.format"], attributes["export.requester_id"]));
        Assert.Equal((ended.Sha256, ended.Bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)), (attributes["export.sha256"], attributes["export.bytes"]));
        Assert.Contains("actorId.eq=alice", attributes["export.filter"], StringComparison.Ordinal);
        Assert.Contains("ticket.eq=T-1", attributes["export.filter"], StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", attributes["export.filter"], StringComparison.Ordinal);
        Assert.Equal("vera", Assert.Single(host.Log.Of("audit.export_started")).Context.Actor.Id);
        Assert.Equal("otto", Assert.Single(host.Log.Of("audit.export_downloaded")).Context.Actor.Id);
    }

    [Fact]
    public async Task Who_watches_sees_it_move_and_end()
    {
        var half = new TaskCompletionSource();
        _world.Exporter.BeforeLine = (row, cancelled) => row == 50 ? half.Task.WaitAsync(cancelled) : Task.CompletedTask;
        await using var host = await ExportHost.StartAsync(_world);
        var job = await host.StartJobAsync();
        await host.UntilAsync(job, now => now.State == ExportState.Running);

        var states = new List<ExportState>();
        await foreach (var now in host.Jobs.WatchAsync(job.Id, Token))
        {
            states.Add(now.State);
            half.TrySetResult();
        }

        Assert.Equal([ExportState.Running, ExportState.Completed], states.Distinct());
        Assert.Empty(await ToListAsync(host.Jobs.WatchAsync(Guid.Empty, Token)));
    }

    [Fact]
    public async Task Cancelling_ends_a_running_export_and_leaves_nothing()
    {
        var begun = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        _world.Exporter.BeforeLine = async (row, cancelled) =>
        {
            if (row < 10)
                return;
            begun.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancelled);
            }
            finally
            {
                ended.TrySetResult();
            }
        };
        await using var host = await ExportHost.StartAsync(_world);
        var job = await host.StartJobAsync();
        await begun.Task.WaitAsync(Token);

        var cancelledJob = await host.Jobs.CancelAsync(job.Id, ExportHost.Otto, Token);
        await ended.Task.WaitAsync(Token);

        Assert.Equal((ExportState.Cancelled, 10), (cancelledJob!.State, cancelledJob.RowsWritten));
        Assert.Equal(ExportState.Cancelled, (await host.Jobs.FindAsync(job.Id, Token))!.State);
        Assert.Equal("otto", Assert.Single(host.Log.Of("audit.export_cancelled")).Context.Actor.Id);
        var export = Assert.Single(host.Log.Of("audit.export"));
        Assert.Equal((Outcome.Cancelled, "vera", 10), (export.Outcome, export.Context.Actor.Id, export.RowsRead));
        Assert.Equal(cancelledJob.Revision, (await host.Jobs.CancelAsync(job.Id, ExportHost.Otto, Token))!.Revision);
        Assert.Null(await host.Jobs.CancelAsync(Guid.Empty, ExportHost.Otto, Token));
        await host.StopAsync();
        Assert.Empty(_world.Files);
    }

    [Fact]
    public async Task An_export_that_lacks_events_is_never_complete()
    {
        _world.Exporter.Counts = () => 101;
        await using var host = await ExportHost.StartAsync(_world);
        var ended = await host.EndAsync(await host.StartJobAsync());

        Assert.Equal((ExportState.Failed, 3), (ended.State, _world.Exporter.Attempts));
        Assert.Contains("does not hold", ended.Error, StringComparison.Ordinal);
        Assert.Null(ended.Sha256);
        Assert.Empty(_world.Files);
        Assert.Equal(Outcome.Failed, (await host.Log.WaitAsync(one => one.Action == "audit.export", Token)).Outcome);
    }

    [Fact]
    public async Task Events_that_were_being_stored_at_the_start_may_be_part_of_it()
    {
        var counts = new Queue<long>([98, 98, 100]);
        _world.Exporter.Counts = () => counts.Dequeue();
        await using var host = await ExportHost.StartAsync(_world);
        var ended = await host.EndAsync(await host.StartJobAsync());
        Assert.Equal((ExportState.Completed, 100, 100), (ended.State, ended.RowsWritten, ended.RowsTotal));
    }

    [Fact]
    public async Task A_store_that_fails_midway_is_tried_again_from_the_beginning()
    {
        _world.Exporter.BeforeLine = (row, _) => row == 50 && _world.Exporter.Attempts == 1
            ? throw new AuditQueryException(AuditQueryFailure.Unavailable, "gone")
            : Task.CompletedTask;
        await using var host = await ExportHost.StartAsync(_world);
        var ended = await host.EndAsync(await host.StartJobAsync());
        Assert.Equal((ExportState.Completed, 2), (ended.State, _world.Exporter.Attempts));
        await using var file = await host.Jobs.OpenAsync(ended, ExportHost.Vera, Token);
        Assert.Equal(ScriptedExporter.ContentOf(100), await new StreamReader(file!).ReadToEndAsync(Token));
    }

    [Theory]
    [InlineData(AuditQueryFailure.LimitExceeded)]
    [InlineData(AuditQueryFailure.Invalid)]
    public async Task What_will_not_get_better_is_not_tried_again(AuditQueryFailure failure)
    {
        _world.Exporter.BeforeLine = (row, _) => row == 50 ? throw new AuditQueryException(failure, "too much") : Task.CompletedTask;
        await using var host = await ExportHost.StartAsync(_world);
        var ended = await host.EndAsync(await host.StartJobAsync());
        Assert.Equal((ExportState.Failed, "too much", 1), (ended.State, ended.Error, _world.Exporter.Attempts));
        Assert.Empty(_world.Files);
    }

    [Fact]
    public async Task A_directory_that_others_can_read_takes_no_export()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_world.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        await using var host = await ExportHost.StartAsync(_world);
        var ended = await host.EndAsync(await host.StartJobAsync());
        Assert.Equal((ExportState.Failed, "The file could not be written."), (ended.State, ended.Error));
    }

    public void Dispose() => _world.Dispose();

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }
}
