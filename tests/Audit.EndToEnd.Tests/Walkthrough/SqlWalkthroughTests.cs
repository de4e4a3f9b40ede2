using System.Diagnostics;
using System.Text.Json;
using Audit.EndToEnd.Tests.Host;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Parameters;

namespace Audit.EndToEnd.Tests.Walkthrough;

/// <summary>The same walk, found by SQL: with the driver for .NET and with the client for Node.</summary>
public sealed class SqlWalkthroughTests(WalkthroughFixture walk)
{
    private const string OfActor = """
        SELECT concat(toString(occurred_at), ' ', toString(id)),
               concat(upper(actor_type), ':', actor_id), api_key_id, if(client_ip = toIPv6('::'), '', replaceOne(toString(client_ip), '::ffff:', '')),
               trim(concat(http_method, ' ', http_route)), upper(source), arrayStringConcat(operations, ','),
               arrayStringConcat(tables_read, ','), arrayStringConcat(tables_written, ','), rows_affected, rows_read,
               upper(outcome), error_code, arrayStringConcat(destructive_reasons, ',')
        FROM audit_logs WHERE actor_id = {actor:String} AND category = 'database' ORDER BY occurred_at, id
        """;

    private static readonly string NodeFolder = Path.Combine(AppContext.BaseDirectory, "Node");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_alice_and_bob_did_is_found_by_the_driver_for_NET()
    {
        Assert.Equal(ExpectedEvents.OfAlice, await EventsOf("alice", ExpectedEvents.OfAlice.Count));
        Assert.Equal(ExpectedEvents.OfBob, await EventsOf("bob", ExpectedEvents.OfBob.Count));
    }

    [Fact]
    public async Task A_row_proves_by_itself_that_it_was_not_altered()
    {
        await EventsOf("alice", ExpectedEvents.OfAlice.Count);
        using var client = walk.CreateSqlClient();
        var columns = string.Join(", ", Schema.AuditSchema.Columns.Select(static column => column.Name));

        var wrong = await client.ExecuteScalarAsync(
            $"SELECT countIf(leaf_check != reinterpretAsUInt32(substring(SHA256(concat('\\0', formatRowNoNewline('RowBinary', {columns}))), 1, 4))) FROM audit_logs",
            cancellationToken: Cancellation);

        Assert.Equal(0UL, wrong);
    }

    [Fact]
    public async Task The_client_for_Node_pings_selects_streams_and_may_not_insert()
    {
        await EventsOf("alice", ExpectedEvents.OfAlice.Count);
        if (!Directory.Exists(Path.Combine(NodeFolder, "node_modules")))
            await RunAsync("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");

        var output = await RunAsync("node", "audit.mjs", walk.Host.Address.GetLeftPart(UriPartial.Authority), "/clickhouse", HostProcess.AdminName, HostProcess.AdminToken);

        using var document = JsonDocument.Parse(output);
        var found = document.RootElement;
        Assert.True(found.GetProperty("ping").GetBoolean(), output);
        Assert.Equal(
            ExpectedEvents.OfAlice.Select(static one => (one.Operations, one.Written, one.RowsAffected ?? -1, one.Outcome, one.Reasons)),
            found.GetProperty("alice").EnumerateArray().Select(static row =>
                (Joined(row, "operations"), Joined(row, "tables_written"), row.GetProperty("affected").GetInt64(), row.GetProperty("outcome").GetString()!.ToUpperInvariant(), Joined(row, "destructive_reasons"))));
        Assert.InRange(found.GetProperty("streamed").GetInt64(), ExpectedEvents.OfAlice.Count + ExpectedEvents.OfBob.Count, found.GetProperty("counted").GetInt64());
        Assert.Equal("47", found.GetProperty("error").GetString());
        Assert.Equal("164", found.GetProperty("insert").GetString());
    }

    [Fact]
    public async Task Sql_is_for_analysts_and_needs_the_right_token()
    {
        using var viewer = walk.CreateSqlClient(HostProcess.ViewerName, HostProcess.ViewerToken);
        using var stranger = walk.CreateSqlClient(HostProcess.AdminName, "wrong");

        Assert.Equal(497, (await Assert.ThrowsAsync<ClickHouseServerException>(() => viewer.ExecuteScalarAsync("SELECT count() FROM audit_logs", cancellationToken: Cancellation))).ErrorCode);
        Assert.Equal(516, (await Assert.ThrowsAsync<ClickHouseServerException>(() => stranger.ExecuteScalarAsync("SELECT 1", cancellationToken: Cancellation))).ErrorCode);
    }

    private static string Joined(JsonElement row, string name) => string.Join(',', row.GetProperty(name).EnumerateArray().Select(static value => value.GetString()));

    private async Task<IReadOnlyList<SeenEvent>> EventsOf(string actor, int count) =>
        await Eventually.GetAsync(() => ReadAsync(actor), seen => seen.Count >= count, Cancellation);

    private async Task<IReadOnlyList<SeenEvent>> ReadAsync(string actor)
    {
        using var client = walk.CreateSqlClient();
        var parameters = new ClickHouseParameterCollection { new ClickHouseDbParameter { ParameterName = "actor", Value = actor } };
        using var reader = await client.ExecuteReaderAsync(OfActor, parameters, cancellationToken: Cancellation);
        var events = new List<SeenEvent>();
        while (await reader.ReadAsync(Cancellation))
        {
            events.Add(new SeenEvent(
                reader.GetString(1), NullIfEmpty(reader.GetString(2)), NullIfEmpty(reader.GetString(3)), reader.GetString(4), reader.GetString(5), reader.GetString(6),
                reader.GetString(7), reader.GetString(8), NullIfUnknown(reader.GetInt64(9)), NullIfUnknown(reader.GetInt64(10)), reader.GetString(11),
                NullIfEmpty(reader.GetString(12)), reader.GetString(13)));
        }

        return events;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static long? NullIfUnknown(long number) => number < 0 ? null : number;

    private static async Task<string> RunAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = NodeFolder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, $"{file} ended with {process.ExitCode}: {await error}");
        return output;
    }
}
