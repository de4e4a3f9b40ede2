using Audit.Storage.ClickHouse.Embedded.Endpoint;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

public sealed class StatementPlacesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StatementPlaces _places;

    public StatementPlacesTests() => _places = new StatementPlaces(Options.Create(new ClickHouseEndpointOptions { MaxStatements = 3, MaxStatementsPerUser = 2 }), _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _places.Dispose();

    [Fact]
    public async Task One_user_does_not_keep_the_others_out()
    {
        await _places.TakeAsync("alice", Token);
        await _places.TakeAsync("alice", Token);
        var third = _places.TakeAsync("alice", Token);

        Assert.False(third.IsCompleted);
        using var other = await _places.TakeAsync("bob", Token);
        _time.Advance(StatementPlaces.Patience);
        var error = await Assert.ThrowsAsync<ClickHouseError>(async () => await third);
        Assert.Equal((202, true), (error.Code, error.Message.Contains("Maximum: 2", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task All_together_have_no_more_than_there_are()
    {
        await _places.TakeAsync("alice", Token);
        await _places.TakeAsync("alice", Token);
        await _places.TakeAsync("bob", Token);
        var fourth = _places.TakeAsync("carol", Token);

        Assert.False(fourth.IsCompleted);
        _time.Advance(StatementPlaces.Patience);
        var error = await Assert.ThrowsAsync<ClickHouseError>(async () => await fourth);
        Assert.Contains("Maximum: 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_gets_the_place_that_gets_free()
    {
        var first = await _places.TakeAsync("alice", Token);
        await _places.TakeAsync("alice", Token);
        var third = _places.TakeAsync("alice", Token).AsTask();

        first.Dispose();

        (await third.WaitAsync(TimeSpan.FromSeconds(30), Token)).Dispose();
    }

    [Fact]
    public async Task Who_goes_away_waits_no_more_and_leaves_no_place_taken()
    {
        await _places.TakeAsync("alice", Token);
        var second = await _places.TakeAsync("alice", Token);
        using var gone = new CancellationTokenSource();
        var third = _places.TakeAsync("alice", gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);

        second.Dispose();

        using var again = await _places.TakeAsync("alice", Token);
        using var other = await _places.TakeAsync("bob", Token);
    }
}
