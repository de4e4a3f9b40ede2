using Audit.Context;
using Audit.Events;
using Audit.Schema;
using Audit.Sealing;
using Audit.Statements;
using Audit.Storage.ClickHouse.Tests.Support;
using Audit.Storage.ClickHouse.Writing;
using Audit.Testing;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver.ADO;
using FsCheck.Fluent;

namespace Audit.Storage.ClickHouse.Tests.Writing;

/// <summary>What was sealed is what a verifier gets back from the store.</summary>
public sealed class RoundTripTests(EmbeddedEngineFixture engine)
{
    private static readonly string Canonical = string.Join(", ", AuditSchema.Columns.Select(column => column.Name));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ugly_events_come_back_as_the_bytes_that_were_encoded()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        for (var number = 0; number < 3; number++)
        {
            var batch = ContractBatch.Of($"ugly/{number}", [.. UglyEvents.Event.Sample(60)]);
            await application.Store.WriteAsync(batch, Token);
            await AssertStoredAsync(application, batch);
        }
    }

    [Fact]
    public async Task Extreme_values_come_back_as_the_bytes_that_were_encoded()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var batch = ContractBatch.Of("extreme", [.. OddEvents.All, .. ExtremeEvents]);
        await application.Store.WriteAsync(batch, Token);
        await AssertStoredAsync(application, batch);
    }

    [Fact]
    public async Task Block_means_the_same_as_the_one_the_engine_writes_of_these_rows()
    {
        await using var application = await StoreApplication.InitializedAsync(engine);
        var batch = ContractBatch.Of("native", [SampleEvents.Full(1), .. UglyEvents.Event.Sample(40), SampleEvents.Update(2)]);
        await application.Store.WriteAsync(batch, Token);

        var columns = string.Join(", ", Transposer.ColumnNames);
        using var connection = new ClickHouseConnection(application.Client);
        using var command = connection.CreateCommand($"SELECT {columns} FROM audit_logs ORDER BY seq FORMAT Native");
        using var result = await command.ExecuteRawResultAsync(Token);
        using var written = new MemoryStream();
        await (await result.ReadDecompressedStreamAsync()).CopyToAsync(written, Token);

        var expected = NaiveNativeReader.Read(written.ToArray());
        var actual = NaiveNativeReader.Read(new Transposer().Transpose(batch).ToArray());
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i], actual[i]);
    }

    private static IEnumerable<AuditEvent> ExtremeEvents
    {
        get
        {
            foreach (var time in new[] { 0, -1, 1, AuditEvent.UnixMicroseconds(DateTimeOffset.MinValue), AuditEvent.UnixMicroseconds(DateTimeOffset.MaxValue) })
                yield return SampleEvents.Full(1, time);

            // Ten megabytes.
            yield return new AuditEvent(SampleEvents.Time, AuditContext.Background)
            {
                Category = EventCategory.Database,
                Action = "db.select",
                Statement = new StatementInfo { RedactedText = new string('漢', 3_500_000) },
            };
        }
    }

    private static async Task AssertStoredAsync(StoreApplication application, SealedBatch batch)
    {
        Assert.Equal(ContractBatch.RowsOf(batch), await application.ReadRowsAsync(batch.Stream));

        var leaf = $"SHA256(concat('\\0', formatRowNoNewline('RowBinary', {Canonical})))";
        using var reader = await application.Client.ExecuteReaderAsync(
            $"SELECT hex({leaf}), leaf_check = reinterpretAsUInt32(substring({leaf}, 1, 4)) FROM audit_logs WHERE stream = '{batch.Stream}' ORDER BY seq", null, null, Token);
        var leaves = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            leaves.Add(reader.GetString(0));
            Assert.Equal(1, reader.GetFieldValue<byte>(1));
        }

        Assert.Equal(LeavesOf(batch), leaves);
    }

    private static IEnumerable<string> LeavesOf(SealedBatch batch)
    {
        foreach (var row in ContractBatch.RowsOf(batch))
        {
            var hash = new byte[LeafHash.Size];
            LeafHash.Compute([0xFF, .. row.Bytes], hash);
            yield return Convert.ToHexString(hash);
        }
    }
}
