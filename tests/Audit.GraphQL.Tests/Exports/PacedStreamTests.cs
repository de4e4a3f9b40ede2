using Audit.GraphQL.Exports;
using Microsoft.Extensions.Time.Testing;

namespace Audit.GraphQL.Tests.Exports;

/// <summary>Clients that are sent an export have to keep up.</summary>
public sealed class PacedStreamTests
{
    private static readonly AuditGraphQLOptions Options = new() { ExportStallTimeout = TimeSpan.FromSeconds(30), ExportMinBytesPerSecond = 16_384 };

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_takes_nothing_is_given_up()
    {
        await using var paced = new PacedStream(new Client((_, cancelled) => Task.Delay(Timeout.Infinite, cancelled)), () => { }, Options, _time);
        var writing = paced.WriteAsync(new byte[10], Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(writing.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<IOException>(() => writing);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(5, false)]
    public async Task A_client_has_to_take_what_is_due(int seconds, bool keepsUp)
    {
        // 65,536 bytes at a time: 16 KiB a second are four seconds each.
        await using var paced = new PacedStream(new Client((_, _) => Advance(TimeSpan.FromSeconds(seconds))), () => { }, Options, _time);
        var writing = paced.WriteAsync(new byte[64 * 65_536], Token).AsTask();
        if (keepsUp)
            await writing;
        else
            await Assert.ThrowsAsync<IOException>(() => writing);
    }

    [Fact]
    public async Task Time_that_the_store_takes_does_not_count()
    {
        await using var paced = new PacedStream(new Client(static (_, _) => Task.CompletedTask), () => { }, Options, _time);
        for (var part = 0; part < 10; part++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await paced.WriteAsync(new byte[1], Token);
        }
    }

    [Fact]
    public async Task The_response_begins_once_and_before_the_first_bytes()
    {
        var steps = new List<string>();
        await using var paced = new PacedStream(new Client((length, _) => Note($"{length}")), () => steps.Add("begin"), Options, _time);
        await paced.WriteAsync(new byte[65_537], Token);
        paced.Begin();
        Assert.Equal(["begin", "65536", "1"], steps);

        Task Note(string step)
        {
            steps.Add(step);
            return Task.CompletedTask;
        }
    }

    private Task Advance(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    private sealed class Client(Func<int, CancellationToken, Task> take) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await take(buffer.Length, cancellationToken);
    }
}
