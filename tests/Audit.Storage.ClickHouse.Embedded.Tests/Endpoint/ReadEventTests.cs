using Audit.Context;
using Audit.Events;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Endpoint;

/// <summary>Who reads the log by SQL leaves an event in it.</summary>
public sealed class ReadEventTests(EndpointFixture endpoint) : IClassFixture<EndpointFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_statement_is_told_without_its_values_with_who_asked_and_how_many_rows_they_got()
    {
        var read = await ReadAsync("SELECT id AS plain FROM audit_logs WHERE actor = 'alice' AND id < 20", "plain");

        Assert.Equal((EventCategory.Access, "audit.read", Outcome.Succeeded), (read.Category, read.Action, read.Outcome));
        Assert.Equal(("analyst", ActorType.User), (read.Context.Actor.Id, read.Context.Actor.Type));
        Assert.Equal(10, read.RowsRead);
        Assert.Equal(["audit_logs"], read.Statement!.TablesRead);
        Assert.DoesNotContain("alice", read.Statement.RedactedText, StringComparison.Ordinal);
        Assert.True(read.DurationMicroseconds > 0);
        Assert.Contains(read.Attributes, static attribute => attribute is { Name: "read.api", Value: "sql" });
    }

    [Fact]
    public async Task A_long_answer_is_one_reading_with_all_its_rows()
    {
        var read = await ReadAsync("SELECT id AS streamed, repeat('x', 1000) FROM audit_logs", "streamed");
        Assert.Equal(1_000, read.RowsRead);
    }

    [Theory]
    [InlineData("SELECT no_such_column AS failing FROM audit_logs", "failing", "47", Outcome.Failed)]
    [InlineData("INSERT INTO audit_logs SELECT 1 AS refused, 'x', 'y'", "refused", "164", Outcome.Blocked)]
    [InlineData("SELECT * FROM system.users AS hidden", "hidden", "497", Outcome.Blocked)]
    public async Task A_statement_that_fails_or_is_refused_is_an_attempt_to_read(string sql, string mark, string code, Outcome outcome)
    {
        var read = await ReadAsync(sql, mark);
        Assert.Equal((outcome, code), (read.Outcome, read.ErrorCode));
    }

    [Fact]
    public async Task A_statement_that_fails_when_its_answer_has_begun_has_failed()
    {
        using var client = endpoint.CreateHttpClient();
        using var content = new StringContent("SELECT throwIf(number = 3000000) AS midway, number FROM numbers(4000000) FORMAT TSV");
        using var request = new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = content };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        await using var body = await response.Content.ReadAsStreamAsync(Token);
        var reading = body.CopyToAsync(Stream.Null, Token);

        var read = await endpoint.Log.WaitAsync(static one => IsOf(one, "midway"), Token);

        Assert.Equal((Outcome.Failed, "395", -1), (read.Outcome, read.ErrorCode, read.RowsRead));
        response.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => reading);
    }

    [Fact]
    public async Task Who_may_not_read_is_recorded_with_the_name_that_is_proven_and_no_other()
    {
        foreach (var (user, password) in new[] { ("viewer", EndpointFixture.Password), ("viewer", "guessed") })
        {
            using var client = new HttpClient { BaseAddress = endpoint.Address };
            client.DefaultRequestHeaders.Add("X-ClickHouse-User", user);
            client.DefaultRequestHeaders.Add("X-ClickHouse-Key", password);
            await EndpointFixture.SendAsync(client, "SELECT 1 AS unread", "", Token);
        }

        var refused = await endpoint.Log.WaitAsync(static read => read.ErrorCode == "497" && read.Context.Actor.Id == "viewer", Token);
        var stranger = await endpoint.Log.WaitAsync(static read => read.ErrorCode == "516", Token);
        Assert.Equal((Outcome.Blocked, Outcome.Blocked), (refused.Outcome, stranger.Outcome));
        Assert.Equal(AuditActor.Anonymous, stranger.Context.Actor);
        Assert.Null(refused.Statement);
    }

    [Fact]
    public async Task One_reading_is_one_event()
    {
        await ReadAsync("SELECT count() AS once FROM audit_logs", "once");
        await ReadAsync("SELECT count() AS afterwards FROM audit_logs", "afterwards");
        Assert.Single(endpoint.Log.Events, static read => IsOf(read, "once"));
    }

    private async Task<AuditEvent> ReadAsync(string sql, string mark)
    {
        using var client = endpoint.CreateHttpClient();
        await EndpointFixture.SendAsync(client, sql, "", Token);
        return await endpoint.Log.WaitAsync(read => IsOf(read, mark), Token);
    }

    private static bool IsOf(AuditEvent read, string mark) => read.Statement?.RedactedText.Contains(mark, StringComparison.Ordinal) == true;
}
