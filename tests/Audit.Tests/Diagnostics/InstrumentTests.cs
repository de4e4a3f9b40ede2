using System.Diagnostics.Metrics;
using Audit.Buffering;
using Audit.Diagnostics;
using Audit.Tests.Hosting;

namespace Audit.Tests.Diagnostics;

public sealed class InstrumentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instruments_tell_what_the_statistics_tell()
    {
        await using var pipeline = new TestPipeline(options =>
        {
            options.Buffer.Capacity = 5;
            options.Buffer.FullMode = BufferFullMode.DropNewest;
        });
        using var listener = Listen(pipeline, out var values);
        for (var i = 0; i < 8; i++)
            pipeline.Log.Record(TestPipeline.Event(i));
        pipeline.Pipeline.Start();
        await pipeline.Log.FlushAsync(Cancellation);

        listener.RecordObservableInstruments();

        Assert.Equal(9, values["audit.events.recorded"]);
        Assert.Equal(6, values["audit.events.delivered"]);
        Assert.Equal(3, values["audit.events.dropped buffer_full"]);
        Assert.Equal(0, values["audit.events.dropped not_delivered"]);
        Assert.Equal(0, values["audit.events.queued"]);
        Assert.Equal(0, values["audit.buffer.depth"]);
        Assert.Equal(0, values["audit.delivery.queue.size"]);
        Assert.Equal(6, values["audit.batch.rows"]);
        Assert.Equal(pipeline.Store.Rows.Sum(row => row.Bytes.Length), values["audit.batch.size"]);
        Assert.True(values["audit.delivery.latency"] > 0);
    }

    [Fact]
    public async Task Every_instrument_is_described_in_the_catalogue()
    {
        await using var pipeline = new TestPipeline();
        var instruments = new List<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Add(instrument) };
        var own = pipeline.Get<AuditInstruments>();
        listener.Start();

        var catalogue = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "telemetry.md"), Cancellation);

        var ours = instruments.Where(instrument => instrument.Meter.Name == AuditInstruments.MeterName).DistinctBy(instrument => instrument.Name).ToArray();
        Assert.NotNull(own);
        Assert.Equal(29, ours.Length);
        Assert.All(ours, instrument => Assert.Contains($"| `{instrument.Name}` | `{instrument.Unit}` |", catalogue, StringComparison.Ordinal));
    }

    private static MeterListener Listen(TestPipeline pipeline, out Dictionary<string, double> values)
    {
        var meters = pipeline.Get<IMeterFactory>();
        var seen = new Dictionary<string, double>();
        values = seen;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == AuditInstruments.MeterName && instrument.Meter.Scope == meters)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen[NameOf(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => seen[NameOf(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen[NameOf(instrument, tags)] = value);
        listener.Start();
        return listener;
    }

    private static string NameOf(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
}
