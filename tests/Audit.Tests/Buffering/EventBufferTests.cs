using Audit.Buffering;
using Audit.Diagnostics;
using Audit.Tests.Hosting;

namespace Audit.Tests.Buffering;

public sealed class EventBufferTests : IDisposable
{
    private readonly AuditBufferOptions _options = new() { Capacity = 1, WaitTimeout = TimeSpan.FromMinutes(1) };
    private readonly EventBuffer _buffer;

    public EventBufferTests()
    {
        var counters = new PipelineCounters();
        _buffer = new EventBuffer(_options, counters, new LossLedger(counters, TimeProvider.System));
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

    [Fact]
    public async Task Who_gives_up_is_not_among_those_who_wait()
    {
        Assert.True(_buffer.Add(TestPipeline.Event()));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var marker = _buffer.AddAsync(new FlushMarker(), cancellation.Token).AsTask();
        var item = _buffer.AddAsync(TestPipeline.Event(), cancellation.Token).AsTask();
        Assert.Equal(2, _buffer.Waiting);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => marker);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => item);
        _options.WaitTimeout = TimeSpan.FromMilliseconds(10);
        Assert.False(_buffer.Add(TestPipeline.Event()));
        _buffer.ReleaseWaiting();
        Assert.False(await _buffer.AddAsync(TestPipeline.Event(), Cancellation));

        Assert.Equal(0, _buffer.Waiting);
    }
}
