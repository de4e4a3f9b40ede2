using Audit.Delivery;
using Audit.Storage;

namespace Audit.Tests.Delivery;

public sealed class SharedStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Senders_take_turns_at_the_store()
    {
        var first = new TaskCompletionSource();
        var store = new MemoryStore { BeforeWrite = (_, _) => new ValueTask(first.Task) };
        using var shared = new SharedStore();
        var (one, other) = (shared.Of(store), shared.Of(store));

        var writing = one.WriteAsync(Batch("a:1-1:00"), Token).AsTask();
        var waiting = other.WriteAsync(Batch("b:1-1:00"), Token).AsTask();

        Assert.Equal(1, store.Attempts);
        first.SetResult();
        await Task.WhenAll(writing, waiting);
        Assert.Equal(2, store.Batches);
    }

    [Fact]
    public async Task A_write_that_fails_ends_its_turn()
    {
        var store = new MemoryStore { BeforeWrite = static (_, _) => throw new IOException("The store is away.") };
        using var shared = new SharedStore();
        var one = shared.Of(store);

        await Assert.ThrowsAsync<IOException>(() => one.WriteAsync(Batch("a:1-1:00"), Token).AsTask());
        await Assert.ThrowsAsync<IOException>(() => one.WriteAsync(Batch("a:1-1:00"), Token).AsTask());
    }

    private static SealedBatch Batch(string token) => new()
    {
        SchemaVersion = 1,
        Stream = token[..1],
        RetentionClass = "standard",
        Token = token,
        Rows = new byte[] { 1 },
        Index = new[] { new SealedRow(0, 1, 1, 0, 0) },
    };
}
