using System.Globalization;
using System.Net;
using Audit.Events;
using Audit.GraphQL.Tests.Hosting;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;

namespace Audit.GraphQL.Tests.Exports;

/// <summary>Clients that take an export at a trickle, over TCP, from the real engine.</summary>
public sealed class SlowReaderTests(EmbeddedEngineFixture engine)
{
    private const int Rows = 100_000;

    /// <summary>What may lie between the engine and the client: the system's buffers of the connection, and what Kestrel and the export hold.</summary>
    private const long MostOnTheWay = 16 << 20;

    private const ulong MostMemory = 256 << 20;

    /// <summary>Others, beside the export.</summary>
    private const int Others = 20;

    /// <summary>A machine that does other things besides is slow, not wrong.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    // Next to nothing: no part of the answer is taken within the time.
    [InlineData(256, "16384")]
    // Each part is taken in time, but all of them too slowly.
    [InlineData(32 << 10, "100000000")]
    public async Task Export_of_a_client_that_takes_too_little_ends_in_the_engine_while_others_are_answered(int bytesAtATime, string least)
    {
        await using var api = await ExportApi.StartAsync(
            engine,
            new() { ["Audit:GraphQL:ExportStallTimeout"] = "00:00:02", ["Audit:GraphQL:ExportMinBytesPerSecond"] = least },
            listens: true,
            TimeProvider.System);
        using var database = engine.CreateClient(api.Host.Setting("Audit:Storage:Database")!);
        await database.ExecuteNonQueryAsync(
            string.Create(CultureInfo.InvariantCulture, $"INSERT INTO audit_logs (schema_version, id, occurred_at, statement, retention_class, expires_at) SELECT 1, generateUUIDv7(), now64(6) - number, repeat('x', 500), 'standard', toDateTime(4294967295, 'UTC') FROM numbers({Rows})"),
            null,
            null,
            Token);

        using var reader = await SlowReader.AskAsync(new Uri(api.Host.Address), ExportApi.Vera, """{"format":"NDJSON"}""", Token);
        var reading = reader.ReadAsync(bytesAtATime, Token);
        // What it takes is asked for at once, too: it may be over before the first of the others is answered.
        var memory = 0UL;
        await UntilAsync(async () => (memory = await ScalarAsync("max(memory_usage)")) > 0);

        for (var i = 0; i < Others; i++)
        {
            using var client = api.Client(ExportApi.Hugo);
            client.Timeout = Soon;
            using var response = await client.PostAsync(new Uri("graphql", UriKind.Relative), GraphHost.Body("{ auditEvents(first: 10) { nodes { id } } }"), Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            memory = Math.Max(memory, await ScalarAsync("max(memory_usage)"));
        }

        Assert.InRange(memory, 1UL, MostMemory);
        Assert.False(await reading.WaitAsync(Soon, TimeProvider.System, Token), "A file that was cut off looks like a whole one.");
        await UntilAsync(async () => await RunningAsync() == 0);
        var export = await api.Log.WaitAsync(one => one.Action == "audit.export", Token);
        Assert.NotEqual(Outcome.Succeeded, export.Outcome);
        var sent = long.Parse(export.Attributes.Single(static one => one.Name == "export.bytes").Value!, CultureInfo.InvariantCulture);
        Assert.InRange(sent, 1, reader.Taken + MostOnTheWay);

        async Task<ulong> RunningAsync() => await ScalarAsync("count()");

        async Task<ulong> ScalarAsync(string what) => Convert.ToUInt64(
            await database.ExecuteScalarAsync($"SELECT {what} FROM system.processes WHERE current_database = currentDatabase() AND query LIKE '%ORDER BY occurred_at%' AND query NOT LIKE '%LIMIT%' AND query NOT LIKE '%system.processes%'", null, null, Token),
            CultureInfo.InvariantCulture);

        async Task UntilAsync(Func<Task<bool>> condition)
        {
            var isTrue = false;
            for (var look = 0; look < 400 && !(isTrue = await condition()); look++)
                await database.ExecuteScalarAsync("SELECT sleep(0.05)", null, null, Token);
            Assert.True(isTrue);
        }
    }
}
