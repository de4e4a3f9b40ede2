using System.Net;
using Audit.Testing.EmbeddedEngine;
using ClickHouse.Driver;

namespace Audit.Storage.ClickHouse.Embedded.Tests.Http;

/// <summary>The types of the table <c>audit_logs</c>, written and read by the driver.</summary>
public sealed class ColumnTypeTests(EmbeddedEngineFixture engine)
{
    private static readonly DateTime Instant = new(2026, 3, 4, 5, 6, 7, 123, DateTimeKind.Utc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, object?, string> Values => new()
    {
        { "UInt8", (byte)255, "255" },
        { "UInt32", uint.MaxValue, "4294967295" },
        { "UInt64", ulong.MaxValue, "18446744073709551615" },
        { "Int64", -1L, "-1" },
        { "Bool", true, "true" },
        { "UUID", new Guid("0190f3c1-7e2a-7b3c-8d4e-5f60718293a4"), "0190f3c1-7e2a-7b3c-8d4e-5f60718293a4" },
        { "DateTime64(6, 'UTC')", Instant, "2026-03-04 05:06:07.123000" },
        { "DateTime64(3, 'UTC')", Instant, "2026-03-04 05:06:07.123" },
        { "String", "a\0b'\\\n\t ü 漢 😀", "a\0b'\\\n\t ü 漢 😀" },
        { "LowCardinality(String)", "x", "x" },
        { "IPv6", IPAddress.Parse("2001:db8::1"), "2001:db8::1" },
        { "Nullable(Int32)", null, "\\N" },
        { "Nullable(Int32)", 7, "7" },
        { "Array(LowCardinality(String))", new[] { "b", "a" }, "['b','a']" },
        { "Array(String)", Array.Empty<string>(), "[]" },
        { "Array(Nullable(String))", new[] { "a", null }, "['a',NULL]" },
        { "Map(LowCardinality(String), String)", new Dictionary<string, string> { ["k"] = "v" }, "{'k':'v'}" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Value_survives_the_way_through_the_engine(string type, object? value, string text)
    {
        var database = await engine.CreateDatabaseAsync();
        using var client = engine.CreateClient(database);
        await client.ExecuteNonQueryAsync($"CREATE TABLE t (v {type}) ENGINE = MergeTree ORDER BY tuple()", null, null, Token);
        await client.InsertBinaryAsync("t", ["v"], [[value!]], null, Token);
        await using var reader = await client.ExecuteReaderAsync("SELECT v FROM t", null, null, Token);
        Assert.True(reader.Read());
        var stored = reader.IsDBNull(0) ? null : reader.GetValue(0);
        Assert.Equal(value, stored);
        using var raw = await client.ExecuteRawResultAsync("SELECT v FROM t FORMAT TSVRaw", null, Token);
        Assert.Equal(text + "\n", System.Text.Encoding.UTF8.GetString(await raw.ReadAsByteArrayAsync()));
    }
}
