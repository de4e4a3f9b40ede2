using System.Globalization;
using Audit.Storage.ClickHouse.Embedded;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;

// insert <path>: inserts batches of 100 rows and writes the number of each batch once it is acknowledged, until it is killed.
// hold <path>:   opens the engine, writes "open", and closes it at the end of its input.
// count <path>:  writes the number of rows of every complete batch.
// leave <path>:  opens the engine and a session and exits without closing them.
// busy <path>:   closes the engine while a statement without end runs.
// sql <path> [configuration]: runs the statements of its input, one on a line, as the only user there is, and writes what each gave on a line.
var mode = args[0];
if (mode == "sql")
    return Statements.Run(args[1], args.Length > 2 ? args[2] : null);
EmbeddedClickHouse engine;
try
{
    engine = await EmbeddedClickHouse.OpenAsync(new EmbeddedClickHouseOptions { Path = args[1], MaxConnections = 4, CloseTimeout = TimeSpan.FromMilliseconds(200) });
}
catch (InvalidOperationException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 3;
}
await using (engine)
{
    using var http = engine.CreateHttpClient();
    using var client = new ClickHouseClient(new ClickHouseClientSettings
    {
        Host = EmbeddedClickHouse.Address.Host,
        Port = 80,
        Protocol = "http",
        Username = "default",
        HttpClient = http,
        UseCompression = false,
    });
    switch (mode)
    {
        case "insert":
            await InsertAsync(client);
            break;
        case "count":
            await CountAsync(client);
            break;
        case "leave":
            await client.ExecuteNonQueryAsync("SET max_threads = 1", null, new QueryOptions { UseSession = true, SessionId = "left" });
            Environment.Exit(0);
            break;
        case "busy":
            _ = client.ExecuteScalarAsync("SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))");
            while (Convert.ToInt32(await client.ExecuteScalarAsync("SELECT count() FROM system.processes"), CultureInfo.InvariantCulture) < 2)
                await Task.Yield();
            break;
        default:
            Console.WriteLine("open");
            await Console.In.ReadToEndAsync();
            break;
    }
}
return 0;

static async Task InsertAsync(ClickHouseClient client)
{
    await client.ExecuteNonQueryAsync(
        """
        CREATE TABLE IF NOT EXISTS batches (batch UInt64, row UInt64) ENGINE = MergeTree ORDER BY (batch, row)
        SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_bytes_for_wide_part = 0
        """);
    var next = Convert.ToUInt64(await client.ExecuteScalarAsync("SELECT max(batch) FROM batches"), CultureInfo.InvariantCulture);
    while (true)
    {
        var batch = ++next;
        var text = string.Concat(Enumerable.Range(0, 100).Select(row => $"{batch},{row}\n"));
        using var data = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        using var response = await client.InsertRawStreamAsync("batches", data, "CSV", ["batch", "row"]);
        Console.WriteLine(batch);
    }
}

static async Task CountAsync(ClickHouseClient client)
{
    await using var reader = await client.ExecuteReaderAsync("SELECT batch, count() FROM batches GROUP BY batch ORDER BY batch");
    while (reader.Read())
        Console.WriteLine($"{reader.GetValue(0)} {reader.GetValue(1)}");
}
