using System.Globalization;
using System.Text;
using Audit.Benchmarks.Generation;
using Audit.Benchmarks.Measuring;
using Audit.Benchmarks.Reporting;
using Audit.Exporting;
using Audit.Querying;
using Audit.Storage.ClickHouse.Connection;
using Audit.Storage.ClickHouse.Exporting;
using ClickHouse.Driver.ADO;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Benchmarks.Exports;

/// <summary>How long exports take and how much memory, beside the engine's own time for the same statement.</summary>
internal sealed class ExportBenchmark : IBenchmark
{
    private static readonly ExportLimits Limits = new(100_000_000, TimeSpan.FromHours(12));

    public string Verb => "exports";

    public string Description => "Exports of generated events in every format [--rows 10000000] [--runs 3] [--data DIRECTORY, kept and used again, also that of queries]";

    public async Task<string> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        var rows = arguments.Number("rows", 10_000_000);
        var runs = arguments.Number("runs", 3);
        var kept = arguments.Text("data");
        arguments.RequireAllUsed();

        await using var log = await GeneratedLog.OpenAsync(kept, rows, cancellationToken);
        return await MeasureAsync(log.Store, rows, runs, cancellationToken);
    }

    private static async Task<string> MeasureAsync(AuditStore store, int rows, int runs, CancellationToken cancellationToken)
    {
        var exporter = store.Services.GetRequiredService<IAuditExporter>();
        var table = new MarkdownTable("format", "MB", "engine s", "export s", "factor", "events/s", "peak MB", "of it managed");
        foreach (var format in Enum.GetValues<ExportFormat>())
            table.Add(await MeasureAsync(store, exporter, format, runs, cancellationToken));

        var report = new StringBuilder();
        report.Append("# Exports\n\n").Append(Machine.Description).Append(".\n");
        report.Append(CultureInfo.InvariantCulture, $"{rows:N0} events over {GeneratedLog.Span.TotalDays} days in the embedded engine, all columns, in the order of time. *Engine*: the same statement by the driver, its answer thrown away. ");
        report.Append(CultureInfo.InvariantCulture, $"*Export*: through `IAuditExporter`, counted and hashed, then thrown away. Runs of each, by turns: {runs}, of which the median; peak of physical memory of the whole process, engine and caches included.\n\n");
        return report.Append(table).ToString();
    }

    private static async Task<string[]> MeasureAsync(AuditStore store, IAuditExporter exporter, ExportFormat format, int runs, CancellationToken cancellationToken)
    {
        var selection = await exporter.FreezeAsync(new ExportRequest(new AuditFilter(), format, true), cancellationToken);
        var engineTimes = new List<double>();
        var exportTimes = new List<double>();
        var content = new ExportContent(0, 0, "");
        long peak = 0;
        long heap = 0;
        for (var run = 0; run < runs; run++)
        {
            var clock = Wall.Start();
            await RunPlainAsync(store, format, cancellationToken);
            engineTimes.Add(clock.Seconds);

            var destination = new DiscardingStream();
            await using (destination)
            {
                clock = Wall.Start();
                content = await exporter.WriteAsync(selection, destination, Limits, null, cancellationToken);
                exportTimes.Add(clock.Seconds);
            }

            peak = Math.Max(peak, destination.PeakMemory);
            heap = Math.Max(heap, destination.PeakHeap);
        }

        var engine = Wall.Percentile(engineTimes, 0.5);
        var export = Wall.Percentile(exportTimes, 0.5);
        return
        [
            format.ToString().ToLowerInvariant(),
            Number(content.Bytes / 1e6, 0), Number(engine, 1), Number(export, 1), Number(export / engine, 2), Number(content.Rows / export, 0),
            Number(peak / 1e6, 0), Number(heap / 1e6, 0),
        ];
    }

    /// <summary>The statement of an export, by the driver alone.</summary>
    private static async Task RunPlainAsync(AuditStore store, ExportFormat format, CancellationToken cancellationToken)
    {
        using var connection = new ClickHouseConnection(store.Services.GetRequiredService<AuditDatabase>().Client);
        using var command = connection.CreateCommand(PlainStatement.Of(format));
        foreach (var (name, value) in FormatWriter.Settings)
            command.CustomSettings[name] = value;
        using var result = await command.ExecuteRawResultAsync(cancellationToken);
        await using var body = await result.ReadDecompressedStreamAsync();
        await using var nowhere = new DiscardingStream();
        await body.CopyToAsync(nowhere, 256 << 10, cancellationToken);
    }

    private static string Number(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
