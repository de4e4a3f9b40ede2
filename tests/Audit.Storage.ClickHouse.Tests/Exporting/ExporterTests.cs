using System.Globalization;
using System.Text.Json.Nodes;
using Audit.Context;
using Audit.Events;
using Audit.Exporting;
using Audit.Querying;
using Audit.Schema;
using Audit.Statements;
using Audit.Storage.ClickHouse.Tests.Reading;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Storage.ClickHouse.Tests.Exporting;

/// <summary>Exports hold exactly the events that queries find, whole and in order, in every format.</summary>
public sealed class ExporterTests(EmbeddedEngineFixture engine)
{
    /// <summary>By a filter that no other test has: they share the engine.</summary>
    private const string Running = "SELECT count() FROM system.processes WHERE query LIKE '%NOT (NOT (NOT (%ORDER BY occurred_at%' AND query NOT LIKE '%system.processes%'";

    private static readonly string[] Personal = ["actor_name", "client_ip", "user_agent", "parameters", "command_arguments", "change_before", "change_after", "attributes"];

    private static string[] AllColumns => [.. AuditSchema.Columns.Concat(AuditSchema.SealingColumns).Select(column => column.Name), "ingested_at"];

    [Fact]
    public async Task Ndjson_holds_what_queries_find_in_the_order_of_time()
    {
        using var log = await ExportedLog.CreateAsync(engine, EventGenerator.Generate(3_000));
        var reader = log.Database.Reader();
        foreach (var filter in new AuditFilter[]
        {
            new(),
            new() { Last = TimeSpan.FromDays(10) },
            new() { ActorId = new StringFilter { Eq = "it's\\me" }, Not = new AuditFilter { Destructive = true } },
            new() { Table = new StringFilter { Contains = "order" }, MinRisk = Risk.Medium },
            new() { ActorId = new StringFilter { Eq = "nobody" } },
        })
        {
            var exported = (await log.LinesAsync(ExportFormat.Ndjson, filter)).Select(line => JsonNode.Parse(line)!["id"]!.GetValue<string>());
            var expected = new List<string>();
            for (string? after = null; ;)
            {
                var page = await reader.QueryAsync(new AuditQuery { Filter = filter, Direction = SortDirection.Ascending, After = after, Limit = 1000 }, TestContext.Current.CancellationToken);
                expected.AddRange(page.Items.Select(item => item.Event.Event.Id.ToString()));
                if (!page.HasNext)
                    break;
                after = page.Items[^1].Cursor;
            }

            Assert.Equal(expected, exported);
        }
    }

    [Fact]
    public async Task An_object_has_the_columns_as_its_members()
    {
        using var log = await ExportedLog.CreateAsync(engine, [SampleEvents.Full()]);
        var record = JsonNode.Parse(Assert.Single(await log.LinesAsync(ExportFormat.Ndjson)))!.AsObject();

        Assert.Equal(AllColumns, record.Select(member => member.Key));
        Assert.Equal("2026-03-01T12:00:00.123456Z", record["occurred_at"]!.GetValue<string>());
        Assert.Equal("2001:db8::1", record["client_ip"]!.GetValue<string>());
        Assert.Equal("ffffffffffffffff", record["fingerprint"]!.GetValue<string>());
        Assert.Equal("""["INSERT","DROP"]""", record["operations"]!.ToJsonString());
        Assert.Equal("1", record["attributes"]!["app.a"]!.GetValue<string>());
        Assert.Equal("""["1.00",null,"x"]""", record["change_before"]!.ToJsonString());
        Assert.True(record["destructive"]!.GetValue<bool>());
        Assert.Equal(3, record["exit_code"]!.GetValue<int>());
        Assert.Equal("/data/shop.db", record["db_server"]!.GetValue<string>());
    }

    [Fact]
    public async Task Cells_that_a_spreadsheet_would_run_are_text_and_numbers_stay_numbers()
    {
        string[] texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a=1", "", "'=1", "line\nline \"quoted\", ü", "|x"];
        var events = texts.Select((text, number) => new AuditEvent(SampleEvents.Time + number, new AuditContext { Actor = new AuditActor(ActorType.User, text, text) })
        {
            Category = EventCategory.Database,
            Action = text,
            ErrorMessage = text,
            Statement = new StatementInfo { RedactedText = text, TablesWritten = [text] },
            RowsAffected = -1,
        });
        using var log = await ExportedLog.CreateAsync(engine, events);
        var rows = CsvText.Parse(System.Text.Encoding.UTF8.GetString(await log.ExportAsync(ExportFormat.Csv)));

        Assert.Equal(AllColumns, rows[0]);
        Assert.Equal(texts.Length + 1, rows.Count);
        foreach (var (text, row) in texts.Zip(rows.Skip(1)))
        {
            var expected = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
            foreach (var column in new[] { "statement", "error_message", "actor_id", "actor_name", "action" })
                Assert.Equal(expected, Cell(rows, row, column));
            Assert.Equal(new JsonArray(text).ToJsonString(), JsonNode.Parse(Cell(rows, row, "tables_written"))!.ToJsonString());
            Assert.Equal("-1", Cell(rows, row, "rows_affected"));
            Assert.All(row.Where(cell => cell.Length > 0 && "=+-@\t\r".Contains(cell[0], StringComparison.Ordinal)), cell => Assert.True(long.TryParse(cell, CultureInfo.InvariantCulture, out _), cell));
        }
    }

    [Fact]
    public async Task Conditions_mean_what_is_stored_and_not_what_is_written()
    {
        using var log = await ExportedLog.CreateAsync(engine, [Event("=danger"), Event("'=danger")]);
        var filter = new AuditFilter { Action = new StringFilter { StartsWith = "=" }, ClientIp = "203.0.113.0/24", Fingerprint = new StringFilter { Eq = "123456789abcdef0" } };
        var rows = CsvText.Parse(System.Text.Encoding.UTF8.GetString(await log.ExportAsync(ExportFormat.Csv, filter)));
        Assert.Equal("'=danger", Cell(rows, rows[1], "action"));
        Assert.Equal("203.0.113.9", Cell(rows, rows[1], "client_ip"));
        Assert.Equal(2, rows.Count);
        Assert.Single(await log.LinesAsync(ExportFormat.Ocsf, filter));

        static AuditEvent Event(string action)
        {
            var update = SampleEvents.Update();
            return new AuditEvent(SampleEvents.Time, update.Context) { Category = EventCategory.Database, Action = action, Statement = update.Statement };
        }
    }

    [Fact]
    public async Task Parquet_is_read_back_by_the_engine_as_it_is_stored()
    {
        using var log = await ExportedLog.CreateAsync(engine, EventGenerator.Generate(2_000, seed: 3));
        var file = Path.Combine(Path.GetTempPath(), $"audit-export-{Guid.NewGuid():N}.parquet");
        try
        {
            await File.WriteAllBytesAsync(file, await log.ExportAsync(ExportFormat.Parquet), TestContext.Current.CancellationToken);
            var sums = string.Join(", ", AllColumns.Except(["client_ip", "fingerprint"]).Select(column => $"concat('{column} ', toString(sum(cityHash64({Comparable(column)}))))"));
            Assert.Equal(
                await log.ScalarAsync($"SELECT arrayStringConcat([{sums}], '\n') FROM audit_logs"),
                await log.ScalarAsync($"SELECT arrayStringConcat([{sums}], '\n') FROM file('{file}', Parquet)"));
            using var reader = await log.Database.Client.ExecuteReaderAsync($"SELECT * FROM file('{file}', Parquet) LIMIT 1", null, null, TestContext.Current.CancellationToken);
            Assert.Equal(AllColumns, Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Ndjson)]
    [InlineData(ExportFormat.Ocsf)]
    public async Task Personal_data_is_left_out_for_those_who_may_not_see_it(ExportFormat format)
    {
        var update = SampleEvents.Full();
        using var log = await ExportedLog.CreateAsync(engine, [update]);
        var shown = System.Text.Encoding.UTF8.GetString(await log.ExportAsync(format));
        var hidden = System.Text.Encoding.UTF8.GetString(await log.ExportAsync(format, showsPersonalData: false));

        foreach (var secret in new[] { "2001:db8::1", "Mozilla", "Bob B", "漢字", "--force", "2.00", "from the event" })
        {
            Assert.Contains(secret, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, hidden, StringComparison.Ordinal);
        }

        if (format == ExportFormat.Csv)
            Assert.Equal(AllColumns.Except(Personal), CsvText.Parse(hidden)[0]);
        if (format == ExportFormat.Ndjson)
            Assert.Equal(AllColumns.Except(Personal), JsonNode.Parse(hidden)!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task What_is_stored_later_does_not_belong_to_an_export()
    {
        using var log = await ExportedLog.CreateAsync(engine, EventGenerator.Generate(100));
        var request = new ExportRequest(new AuditFilter { Or = [new AuditFilter { Last = TimeSpan.FromDays(60) }, new AuditFilter { Destructive = true }] }, ExportFormat.Ndjson, true);
        var selection = await log.Exporter.FreezeAsync(request, TestContext.Current.CancellationToken);
        var first = await WriteAsync(log, selection);

        log.Database.Time.Advance(TimeSpan.FromDays(30));
        // The store's clock counts in milliseconds, and what it takes in the same one belongs to the export.
        await log.ScalarAsync("SELECT sleep(0.01)");
        await log.Database.InsertAsync(EventGenerator.Generate(50, seed: 9));

        Assert.Equal(new AuditFilter { From = EventGenerator.Now - TimeSpan.FromDays(60), To = EventGenerator.Now.AddMicroseconds(1) }, selection.Filter.Or!.Value[0]);
        Assert.Equal(100, first.Rows);
        Assert.Equal(first, await WriteAsync(log, selection));
        Assert.Equal(100, await log.Exporter.CountAsync(selection, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_export_with_more_events_than_it_may_have_fails()
    {
        using var log = await ExportedLog.CreateAsync(engine, EventGenerator.Generate(500));
        var selection = await log.Exporter.FreezeAsync(new ExportRequest(new AuditFilter(), ExportFormat.Csv, true), TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<AuditQueryException>(async () =>
            await log.Exporter.WriteAsync(selection, Stream.Null, ExportedLog.Limits with { MaxRows = 499 }, null, TestContext.Current.CancellationToken));
        Assert.Equal(AuditQueryFailure.LimitExceeded, failure.Failure);
    }

    [Fact]
    public async Task A_filter_that_is_not_valid_is_refused_at_once()
    {
        using var log = await ExportedLog.CreateAsync(engine, []);
        var failure = await Assert.ThrowsAsync<AuditQueryException>(async () => await log.Exporter.FreezeAsync(
            new ExportRequest(new AuditFilter { Last = TimeSpan.FromDays(1), From = EventGenerator.Now }, ExportFormat.Csv, true), TestContext.Current.CancellationToken));
        Assert.Equal(AuditQueryFailure.Invalid, failure.Failure);
        Assert.StartsWith("filter.last", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_an_export_reaches_the_engine()
    {
        using var log = await ExportedLog.CreateAsync(engine, []);
        await log.ScalarAsync(
            "INSERT INTO audit_logs (schema_version, id, occurred_at, statement, retention_class, expires_at) SELECT 1, generateUUIDv7(), now64(6) - number, repeat('x', 500), 'standard', toDateTime(4294967295, 'UTC') FROM numbers(200000)");
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var filter = new AuditFilter { Not = new AuditFilter { Not = new AuditFilter { Not = new AuditFilter { Destructive = true } } } };
        var selection = await log.Exporter.FreezeAsync(new ExportRequest(filter, ExportFormat.Ndjson, true), TestContext.Current.CancellationToken);
        object? running = null;
        using var destination = new LeavingStream(async () =>
        {
            running ??= await log.ScalarAsync(Running);
            await cancelled.CancelAsync();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.Exporter.WriteAsync(selection, destination, ExportedLog.Limits, null, cancelled.Token));

        Assert.Equal(1UL, running);
        // The engine looks after what it was told to kill when it has written a part.
        for (var look = 0; look < 200 && await log.ScalarAsync(Running) is not 0UL; look++)
            await log.ScalarAsync("SELECT sleep(0.05)");
        Assert.Equal(0UL, await log.ScalarAsync(Running));
    }

    [Fact]
    public async Task A_server_is_exported_from_as_well()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await ClickHouseServer.StartAsync(engine);
        await using var application = StoreApplication.Create(server.ConnectionString, StoreApplication.NewDatabaseName());
        await application.Store.InitializeAsync(token);
        var now = AuditEvent.UnixMicroseconds(TimeProvider.System.GetUtcNow());
        await application.Store.WriteAsync(ContractBatch.Of("exports", [.. Enumerable.Range(1, 3_000).Select(number => SampleEvents.Update(number, now + number))]), token);
        var exporter = application.Services.GetRequiredService<IAuditExporter>();
        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            var selection = await exporter.FreezeAsync(new ExportRequest(new AuditFilter(), format, true), token);
            Assert.Equal(3_000, (await exporter.WriteAsync(selection, Stream.Null, ExportedLog.Limits, null, token)).Rows);
            var failure = await Assert.ThrowsAsync<AuditQueryException>(async () => await exporter.WriteAsync(selection, Stream.Null, ExportedLog.Limits with { MaxRows = 10 }, null, token));
            Assert.Equal(AuditQueryFailure.LimitExceeded, failure.Failure);
        }
    }

    private static async Task<ExportContent> WriteAsync(ExportedLog log, ExportSelection selection) =>
        await log.Exporter.WriteAsync(selection, Stream.Null, ExportedLog.Limits, null, TestContext.Current.CancellationToken);

    /// <summary>Parquet has fewer types than the engine.</summary>
    private static string Comparable(string column) => column switch
    {
        "id" or "parent_id" => $"toString({column})",
        "expires_at" => $"toUnixTimestamp({column})",
        _ => $"toJSONString({column})",
    };

    private static string Cell(List<string[]> rows, string[] row, string column) => row[Array.IndexOf(rows[0], column)];

    /// <summary>Whoever reads goes away after the first part.</summary>
    private sealed class LeavingStream(Func<Task> leave) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await leave();
    }
}
