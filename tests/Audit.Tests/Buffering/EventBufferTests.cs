using Audit.Buffering;
using Audit.Diagnostics;
using Audit.Tests.Hosting;

namespace Audit.Tests.Buffering;

public sealed class EventBufferTests : IDisposable
{
    private readonly EventBuffer _buffer;

    public EventBufferTests()
    {
        var counters = new PipelineCounters();
        _buffer = new EventBuffer(
            new AuditBufferOptions { Capacity = 1, WaitTimeout = TimeSpan.FromMinutes(1) }, counters, new LossLedger(counters, TimeProvider.System));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _buffer.Dispose();

    [Fact]
    public async Task Who_finds_room_after_all_is_not_among_those_who_wait()
    {
        // There is room again between the first try and the announcement to wait.
        Assert.True(_buffer.Add(TestPipeline.Event()));
        _buffer.Full = () => Assert.True(_buffer.TryTake(out _));

        for (var i = 1; i <= 10; i++)
            Assert.True(i % 2 == 0 ? _buffer.Add(TestPipeline.Event(i)) : await _buffer.AddAsync(TestPipeline.Event(i), Cancellation));

        Assert.Equal(0, _buffer.Waiting);
    }
}
