using Audit.Events;
using Audit.Exporting;
using Audit.Querying;
using Audit.Testing;

namespace Audit.Tests.Exporting;

/// <summary>Exports straight to who asked.</summary>
public sealed class DirectExportTests : IDisposable
{
    private static readonly ExportRequest Request = new(new AuditFilter { Action = new StringFilter { Eq = "db.delete" } }, ExportFormat.Csv, false);

    private readonly ExportWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_sent_is_recorded()
    {
        await using var host = await ExportHost.StartAsync(_world);
        using var destination = new MemoryStream();
        var content = await host.Jobs.WriteAsync(Request, ExportHost.Vera, destination, Token);

        Assert.Equal(ScriptedExporter.ContentOf(100), System.Text.Encoding.UTF8.GetString(destination.ToArray()));
        var export = Assert.Single(host.Log.Of("audit.export"));
        Assert.Equal((Outcome.Succeeded, "vera", 100), (export.Outcome, export.Context.Actor.Id, export.RowsRead));
        Assert.Contains(export.Attributes, one => one.Name == "export.sha256" && one.Value == content.Sha256);
        Assert.Contains(export.Attributes, one => one.Name == "export.kind" && one.Value == "stream");
        Assert.Empty(await host.Jobs.ListAsync(null, Token));
    }

    [Fact]
    public async Task An_export_that_lacks_events_throws_and_tells_what_was_sent()
    {
        _world.Exporter.Counts = () => 200;
        await using var host = await ExportHost.StartAsync(_world);
        await Assert.ThrowsAsync<AuditQueryException>(async () => await host.Jobs.WriteAsync(Request, ExportHost.Vera, Stream.Null, Token));
        var export = Assert.Single(host.Log.Of("audit.export"));
        Assert.Equal((Outcome.Failed, 100), (export.Outcome, export.RowsRead));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_it()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _world.Exporter.BeforeLine = (row, _) => row == 7 ? gone.CancelAsync() : Task.CompletedTask;
        await using var host = await ExportHost.StartAsync(_world);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await host.Jobs.WriteAsync(Request, ExportHost.Vera, Stream.Null, gone.Token));
        var export = Assert.Single(host.Log.Of("audit.export"));
        Assert.Equal((Outcome.Cancelled, 7), (export.Outcome, export.RowsRead));
    }

    [Fact]
    public async Task No_more_run_at_a_time_than_are_allowed()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _world.Exporter.BeforeLine = static (_, cancelled) => Task.Delay(Timeout.Infinite, cancelled);
        await using var host = await ExportHost.StartAsync(_world, new() { ["Audit:Exports:MaxConcurrent"] = "1" });
        var first = host.Jobs.WriteAsync(Request, ExportHost.Vera, Stream.Null, gone.Token).AsTask();

        var refusal = await Assert.ThrowsAsync<AuditQueryException>(async () => await host.Jobs.WriteAsync(Request, ExportHost.Vera, Stream.Null, Token));
        Assert.Contains("Audit:Exports:MaxConcurrent", refusal.Message, StringComparison.Ordinal);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _world.Exporter.BeforeLine = static (_, _) => Task.CompletedTask;
        Assert.Equal(100, (await host.Jobs.WriteAsync(Request, ExportHost.Vera, Stream.Null, Token)).Rows);
    }

    public void Dispose() => _world.Dispose();
}
